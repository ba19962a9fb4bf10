#include "pg/statement_texts.hpp"
#include "pg/sql_text.hpp"

namespace nucleus::pg {

std::shared_ptr<const statement_text> statement_texts::find(const statement& s,
                                                            std::string_view schema) {
    auto& texts = s.unproven ? composed_ : fixed_;
    if (auto* known = texts.find(key_view{s.sql, schema})) return *known;
    auto text = std::make_shared<statement_text>(
        statement_text{++made_, std::string{s.name}, expand_schema(s.sql, schema), s.unproven});
    if (metrics_)
        text->durations = &metrics_->make_histogram("nucleus_pg_statement_duration_seconds",
                                                    "Time from sending a statement to its result",
                                                    {{"statement", text->name}});
    texts.insert({std::string{s.sql}, std::string{schema}}, text);
    return text;
}

}
