// Values of the column types: made by chance, written as JSON, compared as PostgreSQL would, but
// without PostgreSQL and without the code under test.
#pragma once
#include "dice.hpp"
#include "domain/entity.hpp"
#include <compare>

namespace nucleus::fuzz {

/// A value in PostgreSQL's text form; of few different ones, so that equal ones are frequent.
std::string some_value(crud::column_type t, dice& d);
/// An array constant of PostgreSQL: of such values, and NULL.
std::string some_array(crud::column_type t, dice& d);

/// As the value of a comparison in a filter, spelled in one of the ways that are allowed.
std::string json_of(crud::column_type t, const std::string& text, dice& d);
/// A JSON string.
std::string json_string(std::string_view text, dice& d);

/// What values are ordered by: a number, else bytes.
struct sort_value {
    long double number = 0;
    std::string bytes{};
    auto operator<=>(const sort_value& other) const {
        return number != other.number ? (number < other.number ? std::strong_ordering::less
                                                               : std::strong_ordering::greater)
                                      : bytes.compare(other.bytes) <=> 0;
    }
    bool operator==(const sort_value& other) const { return (*this <=> other) == 0; }
};
sort_value sort_value_of(crud::column_type t, std::string_view text);

/// The elements of an array in PostgreSQL's text form; nullopt: NULL.
std::vector<std::optional<std::string>> elements_of(std::string_view array);
/// SQL's LIKE; `fold`: ASCII regardless of case.
bool like(std::string_view text, std::string_view pattern, bool fold);

}
