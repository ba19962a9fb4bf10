#include "handlers/me.hpp"

namespace nucleus::auth {

task<result<answered>> me(auth_context& auth, request_context& rc) {
    const auto id = rc.caller->session_id;
    auto known = auth.sessions->recall(rc, id); // nearly always, and without a coroutine
    if (!known) known = co_await auth.sessions->find(rc, id);
    if (!known) co_return nucleus::errors::unauthenticated;
    rc.succeed_with([&](json::writer& w) { w.raw(known->me); });
    co_return answered{};
}

}
