// Values of a request outside its body: checked here, so that PostgreSQL never sees a bad cast.
#pragma once
#include "domain/json_literal.hpp"
#include <nucleus/error.hpp>
#include <nucleus/shape.hpp>

namespace nucleus::crud {

/// The text that is bound for `given`, a scalar that fits the kind and bounds of `f`; the error's
/// message says why it does not ("must be an integer").
[[nodiscard]] result<std::string> operand_text(const field& f, const json_literal& given);

}
