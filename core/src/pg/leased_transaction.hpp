// The transaction that plugins see, on a leased connection.
#pragma once
#include "pg/lease.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::pg {

/// How a transaction begins.
enum class opening : std::uint8_t {
    plain, ///< READ COMMITTED
    serializable,
    snapshot ///< read-only, REPEATABLE READ
};

/// BEGIN travels with the first statement, and what puts it into its role (schema_roles), if any.
/// What was not committed is rolled back by the pool when the lease comes back, which nobody else
/// holds unless its connection is kept.
class leased_transaction final : public transaction {
public:
    leased_transaction(std::shared_ptr<lease> on, std::shared_ptr<statement_texts> texts, call c,
                       std::string channel, std::string role, opening as);

    task<rows> run(const statement& s, parameters p = {}) override;
    task<std::uint64_t> copy_in(const statement& s, copy_source data) override;
    task<void> commit() override;
    task<void> rollback() override;
    task<void> script(std::string_view sql) override;
    task<void> notify(std::string_view topic, std::string_view payload) override;
    [[nodiscard]] std::string_view schema() const noexcept override { return schema_; }

private:
    task<void> begin_now();
    task<void> end(const statement& how);
    [[nodiscard]] request make_request(std::shared_ptr<const statement_text> text) const;

    std::shared_ptr<lease> lease_;
    std::shared_ptr<statement_texts> texts_;
    std::string schema_, channel_, role_;
    steady::time_point deadline_;
    const statement& begin_;
    bool begun_ = false, ended_ = false;
};

}
