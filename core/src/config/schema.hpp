// A described type as JSON Schema of the config file.
#pragma once
#include <boost/json/object.hpp>
#include <nucleus/registry.hpp>

namespace nucleus::config {

/// Draft 2020-12. Differs from the schemas of the API in that any scalar may be a substitution,
/// values have defaults, and fields carry `x-restart`, `x-secret` and `x-env-name`.
[[nodiscard]] boost::json::object schema_of(const section_declaration& d);

/// The members of such a schema: for the root section, whose keys stand in the document itself.
[[nodiscard]] boost::json::object properties_of(const section_declaration& d);

/// Keys that are allowed anywhere.
[[nodiscard]] boost::json::object annotations();

}
