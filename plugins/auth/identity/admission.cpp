#include "identity/admission.hpp"

namespace nucleus::auth {

task<std::vector<uuid>> admit(pg::transaction& tx, session& made, const settings& s) {
    const auto& rules = s.authentication.sessions;
    co_await add_session(tx, made);
    const session_owner owner{made.user_id, made.created_at, rules.idle_timeout};
    auto ended = co_await revoke_beyond(tx, owner, rules.max_per_user);
    co_return ended;
}

}
