#include "handlers/current_password.hpp"
#include "domain/identifier.hpp"
#include "errors.hpp"
#include "identity/lockout.hpp"
#include "store/account_store.hpp"
#include "store/password_store.hpp"

namespace nucleus::auth {

task<result<account>> own_account(request_context& rc) {
    const auto call = call_of(rc);
    auto who = co_await find_account(*rc.database, call, rc.caller->user_id);
    if (!who) co_return error{nucleus::errors::unauthenticated};
    co_return std::move(*who);
}

task<result<void>> check_current(auth_context& auth, request_context& rc, const settings& s,
                                 const account& who, const secret_string& current) {
    const auto identifier = normal_form(who.email);
    const auto key = failure_key_of(s, identifier);
    const auto call = call_of(rc);
    const auto state = co_await find_for_login(*rc.database, call, identifier, key);
    if (state.locked_until && *state.locked_until > rc.now)
        co_return locked(*state.locked_until, rc.now);
    const auto verdict = co_await auth.hashing->verify(rc.schema, who.password, current);
    if (verdict.matches) { // unless others of many guesses at once have locked it meanwhile
        const auto still = co_await find_for_login(*rc.database, call, identifier, key);
        if (still.locked_until && *still.locked_until > rc.now)
            co_return locked(*still.locked_until, rc.now);
        co_return result<void>{};
    }
    auto why = co_await count_refusal(s, rc, key, who.id, errors::wrong_password);
    co_return std::move(why);
}

}
