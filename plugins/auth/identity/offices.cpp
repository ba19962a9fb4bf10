#include "identity/offices.hpp"
#include "errors.hpp"
#include "seeding.hpp"
#include "store/guard_store.hpp"
#include <algorithm>

namespace nucleus::auth {

std::span<const office> offices_of(const request_context& rc) {
    static constexpr office all[] = {{godmin_role, &errors::last_godmin},
                                     {admin_role, &errors::last_administrator}};
    return std::span{all}.first(rc.tenant.empty() ? 1 : 2);
}

task<const error_kind*> last_in_office(pg::transaction& tx, const request_context& rc,
                                       const uuid& user) {
    const std::vector<uuid> ended{user};
    for (const auto& o : offices_of(rc)) {
        const auto holders = co_await find_holders(tx, o.role);
        const auto at = std::ranges::find(holders, user, &holder::id);
        if (at == holders.end() || !at->in_office) continue;
        const bool others = co_await holders_remain_without(tx, o.role, ended);
        if (!others) co_return o.last;
    }
    co_return nullptr;
}

}
