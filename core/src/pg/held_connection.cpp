#include "pg/held_connection.hpp"
#include "pg/failures.hpp"
#include "pg/leased_transaction.hpp"
#include "pg/sql_text.hpp"
#include <stdexcept>

namespace nucleus::pg {

held_connection::held_connection(std::shared_ptr<lease> on, std::shared_ptr<statement_texts> texts,
                                 call c, std::string channel)
    : lease_{std::move(on)}
    , texts_{std::move(texts)}
    , schema_{c.schema}
    , channel_{std::move(channel)}
    , deadline_{c.deadline} {}

void held_connection::require_rest() const {
    if (lease_->in_transaction())
        throw std::logic_error("the transaction before was neither committed nor rolled back");
}

task<std::unique_ptr<transaction>> held_connection::begin() {
    require_rest();
    const call c{schema_, deadline_};
    co_return std::make_unique<leased_transaction>(lease_, texts_, c, channel_, std::string{},
                                                   opening::plain);
}

task<void> held_connection::script(std::string_view sql) {
    require_rest();
    request r;
    r.text = std::make_shared<statement_text>(
        statement_text{0, "pg.script", expand_schema(sql, schema_)});
    r.deadline = deadline_;
    r.by = protocol::simple;
    co_await lease_->run(r);
    (void)rows_of(r);
}

}
