#include "identity/lockout.hpp"
#include "domain/identifier.hpp"
#include "errors.hpp"
#include "store/failure_store.hpp"
#include <nucleus/crypto/digest.hpp>
#include <nucleus/log.hpp>
#include <nucleus/pg/array_text.hpp>

namespace nucleus::auth {

std::string failure_key_of(const settings& s, std::string_view identifier) {
    return crypto::hex(crypto::hmac_sha256(s.failure_key, identifier));
}

std::string failure_keys_of(const settings& s, std::string_view email,
                            const std::optional<std::string>& username) {
    pg::array_text keys;
    keys.add(failure_key_of(s, normal_form(email)));
    if (username) keys.add(failure_key_of(s, normal_form(*username)));
    return std::move(keys).text();
}

error locked(instant until, instant now) {
    error e{errors::account_locked};
    e.retry_after =
        std::max(std::chrono::seconds{1}, std::chrono::ceil<std::chrono::seconds>(until - now));
    return e;
}

task<error> count_refusal(const settings& s, request_context& rc, std::string_view key,
                          std::optional<uuid> id, const error_kind& why) {
    const auto& rules = s.authentication.lockout;
    const pg::call call{rc.schema, rc.deadline};
    const auto counted =
        co_await pg::transact<&count_failure>(*rc.database, call, key, id, rc.now, rules);
    log::info("authentication.login", "refused",
              {{"requestId", rc.request_id}, {"failures", counted.failures}});
    if (counted.failures > rules.max_attempts && counted.locked_until)
        co_return locked(*counted.locked_until, rc.now);
    co_return error{why};
}

}
