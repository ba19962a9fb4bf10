#include "domain/search_words.hpp"
#include "domain/sql_text.hpp"

namespace nucleus::crud {

std::string language_sql(const entity& e) {
    return literal(e.search ? e.search->language : std::string{"simple"}) + "::regconfig";
}

std::string words_sql(const entity& e, std::string_view prefix) {
    std::string text;
    for (const auto c : e.search->columns)
        text.append(text.empty() ? "coalesce(" : " || ' ' || coalesce(")
            .append(prefix)
            .append(quoted(e.columns[c].name))
            .append(", '')");
    return "to_tsvector(" + language_sql(e) + ", " + text + ")";
}

}
