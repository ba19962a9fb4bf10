#include "domain/search_words.hpp"
#include "domain/sql_text.hpp"

namespace nucleus::crud {

std::string language_sql(const entity& e) {
    return literal(e.search ? e.search->language : std::string{"simple"}) + "::regconfig";
}

std::vector<std::size_t> searched_columns(const entity& e, const column_set& hidden) {
    auto columns = e.search ? e.search->columns : e.searchable;
    std::erase_if(columns, [&](std::size_t c) { return hidden[c]; });
    return columns;
}

std::string words_sql(const entity& e, std::string_view prefix, const column_set& hidden) {
    std::string text;
    for (const auto c : searched_columns(e, hidden))
        text.append(text.empty() ? "coalesce(" : " || ' ' || coalesce(")
            .append(prefix)
            .append(quoted(e.columns[c].name))
            .append(", '')");
    return "to_tsvector(" + language_sql(e) + ", " + text + ")";
}

}
