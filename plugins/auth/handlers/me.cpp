#include "handlers/me.hpp"

namespace nucleus::auth {

task<result<answered>> me(auth_context& auth, request_context& rc) {
    const auto& who = *rc.caller;
    const bool key = who.as == principal::kind::api_key;
    // Nearly always, and without a coroutine.
    auto known = auth.sessions->recall(rc, key ? who.api_key_id : who.session_id);
    if (!known) known = co_await auth.sessions->find_caller(rc);
    if (!known) co_return nucleus::errors::unauthenticated;
    rc.succeed_with([&](json::writer& w) { w.raw(known->me); });
    co_return answered{};
}

}
