// The answer to a challenge as JSON carries it: a string, or a number. Pure.
#pragma once
#include <nucleus/error.hpp>
#include <nucleus/value_types.hpp>

namespace nucleus::auth {

/// Its text; else a fault at `path`.
[[nodiscard]] result<std::string> read_answer(const raw_json& given, const std::string& path);

}
