// In which order plugins start.
#pragma once
#include <string>
#include <vector>

namespace nucleus::plugin_host {

/// One plugin's part in the question; names only.
struct participant {
    std::string name;
    std::vector<std::string> provides; ///< services
    std::vector<std::string> requires_services;
    std::vector<std::string> uses;  ///< services it is content without
    std::vector<std::string> after; ///< plugins
};

/// A fault belongs to one plugin; the message says what, and what to do.
struct order_fault {
    std::string plugin;
    std::string code;
    std::string message;
};

struct start_order {
    std::vector<std::size_t> indexes; ///< into the participants; empty when there are faults
    std::vector<order_fault> faults;
};

/// Providers before those who require or use them. Where nothing else decides, the given order
/// stays. `core_services` are there before any plugin. Pure.
[[nodiscard]] start_order order(const std::vector<participant>& all,
                                const std::vector<std::string>& core_services);

}
