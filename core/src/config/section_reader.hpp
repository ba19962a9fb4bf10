// One section's JSON into its struct, with every fault there is.
#pragma once
#include "config/report.hpp"
#include <boost/json/object.hpp>
#include <memory>
#include <nucleus/registry.hpp>

namespace nucleus::config {

/// Reads and checks the section; null when there are faults. Bad values do not hide the findings
/// of the section's own check: it then runs over what is left without them.
[[nodiscard]] std::shared_ptr<void> read_section(const section_declaration& d,
                                                 boost::json::object values,
                                                 const std::string& path, report& found);

}
