#include "http/database_errors.hpp"

namespace nucleus::http {

namespace {
struct row {
    std::string_view begins; ///< of the SQLSTATE: a whole one, or a class
    const error_kind* kind;
};
// The first row that fits decides.
constexpr row table[] = {
    {"23505", &errors::duplicate},
    {"23P01", &errors::conflict}, // exclusion constraint
    {"23503", &errors::referenced},
    {"23001", &errors::referenced},
    {"23502", &errors::constraint_violated},
    {"23514", &errors::constraint_violated},
    {"40001", &errors::conflict}, // still a serialization failure after the retries
    {"40P01", &errors::conflict},
    {"55P03", &errors::conflict}, // lock not available
    {"57014", &errors::deadline_passed},
    {"57P", &errors::database_unavailable}, // shutting down, starting up, crashed
    {"08", &errors::database_unavailable},
    {"53", &errors::overloaded},
    {"22", &errors::validation_failed}, // a value that the type cannot hold
};
}

const error_kind* kind_of_sqlstate(std::string_view sqlstate) noexcept {
    if (sqlstate.empty()) return &errors::database_unavailable;
    for (const auto& r : table)
        if (sqlstate.starts_with(r.begins)) return r.kind;
    return nullptr;
}

}
