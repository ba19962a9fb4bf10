// The roles that somebody has to have: nobody else could give them back.
#pragma once
#include <nucleus/error.hpp>
#include <nucleus/http/request_context.hpp>
#include <span>

namespace nucleus::pg {
class transaction;
}

namespace nucleus::auth {

struct office {
    const char* role;
    const error_kind* last; ///< why its last holder stays
};
/// `godmin`, and in a tenant, where usually nobody is one, `admin`.
[[nodiscard]] std::span<const office> offices_of(const request_context& rc);

/// Why an account stays: without it nobody would hold one of them. Null: others do. As it is told
/// to one at a time, it is asked in the transaction that takes the account away.
task<const error_kind*> last_in_office(pg::transaction& tx, const request_context& rc,
                                       const uuid& user);

}
