#include "pg/statement_texts.hpp"
#include "pg/sql_text.hpp"
#include <algorithm>

namespace nucleus::pg {

namespace {
/// The program has a few texts of one name at most; whoever has more composes them.
constexpr std::size_t most_alike = 8;
}

bool statement_texts::is_composed(const statement& s, std::string_view schema) {
    if (s.unproven) return true;
    const auto text = std::hash<std::string_view>{}(s.sql);
    auto* alike = alike_.find(key_view{s.name, schema});
    if (!alike) {
        alike_.insert({std::string{s.name}, std::string{schema}}, {text});
        return false;
    }
    if (std::ranges::find(*alike, text) != alike->end()) return false;
    if (alike->size() >= most_alike) return true;
    alike->push_back(text);
    return false;
}

std::shared_ptr<const statement_text> statement_texts::find(const statement& s,
                                                            std::string_view schema) {
    const key_view key_of{s.sql, schema};
    auto* known = s.unproven ? nullptr : fixed_.find(key_of);
    if (!known) known = composed_.find(key_of);
    if (known) return *known;
    const bool composed = is_composed(s, schema);
    auto text = std::make_shared<statement_text>(
        statement_text{++made_, std::string{s.name}, expand_schema(s.sql, schema), composed});
    if (metrics_)
        text->durations = &metrics_->make_histogram("nucleus_pg_statement_duration_seconds",
                                                    "Time from sending a statement to its result",
                                                    {{"statement", text->name}});
    (composed ? composed_ : fixed_).insert({std::string{s.sql}, std::string{schema}}, text);
    return text;
}

}
