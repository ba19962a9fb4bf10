// Described values back to JSON, to be shown or compared.
#pragma once
#include <boost/json/object.hpp>
#include <nucleus/shape.hpp>

namespace nucleus::config {

enum class secrets { masked, kept }; ///< masked: "***" for every secret that is not empty

/// The object at `from` with every default; empty optionals are left out.
[[nodiscard]] boost::json::object effective(const shape& s, const void* from, secrets how);

}
