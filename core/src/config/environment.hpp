// NUCLEUS_<SECTION>__<KEY> variables and section.key=value flags as layers.
#pragma once
#include "config/layer.hpp"
#include "config/loader.hpp"
#include "config/substitute.hpp"

namespace nucleus::config {

/// "rateLimit" ↔ "RATE_LIMIT".
[[nodiscard]] std::string upper_snake(std::string_view camel);
[[nodiscard]] std::string lower_camel(std::string_view upper);

/// The layer of the environment. Variables without a double underscore are none of ours, but for
/// those of the root keys (NUCLEUS_MODE). With `complete`, names that lead nowhere are faults.
[[nodiscard]] layer environment_layer(const environment_map& environment,
                                      const std::vector<declared_section>& declared, bool complete,
                                      report& found);

/// Warns of variables that miss one of ours by a letter, and so have no effect; not of those that
/// the configuration, whose text is `as_written`, names itself.
void warn_of_near_misses(const environment_map& environment,
                         const std::vector<declared_section>& declared, std::string_view as_written,
                         report& found);

/// The layer of the flags; the last of several equal ones holds.
[[nodiscard]] layer flag_layer(const std::vector<std::string>& flags,
                               const std::vector<declared_section>& declared, report& found);

}
