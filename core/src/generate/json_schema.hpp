// A described type as JSON Schema (draft 2020-12, as OpenAPI 3.1 has it).
#pragma once
#include <boost/json/object.hpp>
#include <functional>
#include <nucleus/shape.hpp>
#include <string>

namespace nucleus::generate {

enum class direction : std::uint8_t {
    request, ///< what the reader accepts: rules included, fields of the server left out
    answer,  ///< what the writer writes: no secrets, no rules that old rows may break
};

struct schema_options {
    direction to = direction::request;
    bool partial = false; ///< nothing is required
    /// Where the schema of a nested type is found, e.g. "#/components/schemas/Line". Empty: nested
    /// types are written in place, one within itself as any object.
    std::function<std::string(const shape&)> reference{};
};

[[nodiscard]] boost::json::object schema_of(const shape& s, const schema_options& o);
/// The value of one field, its doc included.
[[nodiscard]] boost::json::object schema_of(const field& f, const schema_options& o);

}
