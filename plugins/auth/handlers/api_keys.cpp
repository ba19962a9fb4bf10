#include "handlers/api_keys.hpp"
#include "domain/one_time_token.hpp"
#include "errors.hpp"
#include "store/api_key_store.hpp"
#include <nucleus/crypto/random.hpp>
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

template <class Body> key_lists lists_of(const Body& body) {
    return {body.allowed_roles, body.allowed_claims, body.allowed_scopes};
}

api_key_info shown(api_key k) {
    api_key_info i;
    i.id = k.id;
    i.name = std::move(k.name);
    i.description = std::move(k.description);
    i.key_preview = std::move(k.preview);
    i.allowed_roles = std::move(k.lists.roles);
    i.allowed_claims = std::move(k.lists.claims);
    i.allowed_scopes = std::move(k.lists.scopes);
    i.expires_at = k.expires_at;
    i.last_used_at = k.last_used_at;
    i.last_used_ip = std::move(k.last_used_ip);
    i.usage_count = k.usage_count;
    i.created_at = k.created_at;
    return i;
}

error refused(std::vector<fault> faults) {
    return {nucleus::errors::validation_failed, {}, std::move(faults)};
}

/// What only the database and the clock know to be wrong.
task<result<void>> check_against(request_context& rc, const key_lists& lists,
                                 const std::optional<instant>& expires_at) {
    const auto call = call_of(rc);
    const auto unknown = co_await find_unknown(*rc.database, call, lists);
    auto faults = beyond(lists, *rc.caller, unknown);
    if (expires_at && *expires_at <= rc.now)
        faults.push_back({"/expiresAt", "invalid", "must be later than now"});
    if (!faults.empty()) co_return refused(std::move(faults));
    co_return result<void>{};
}

/// Where the session that asks was ended meanwhile: `unauthenticated`.
task<result<void>> add(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                       const api_key& k, const std::string& hash, int most) {
    const auto& who = *rc.caller;
    const bool asks = co_await still_asks(tx, who.user_id, who.session_id, rc.now);
    if (!asks) co_return nucleus::errors::unauthenticated;
    const bool added = co_await add_api_key(tx, who.user_id, k, hash, most);
    if (!added) co_return error{errors::too_many_api_keys};
    const std::vector<audited_row> row{{k.id, {}, json::to_text(shown(k))}};
    co_await record(tx, auth, rc, "api_keys", "CREATE", row);
    co_return result<void>{};
}

task<result<api_key>> change(pg::transaction& tx, const auth_context& auth,
                             const request_context& rc, const uuid& id, const api_key_changes& to) {
    const auto& who = *rc.caller;
    const bool asks = co_await still_asks(tx, who.user_id, who.session_id, rc.now);
    if (!asks) co_return nucleus::errors::unauthenticated;
    auto changed = co_await change_api_key(tx, who.user_id, id, to, rc.now);
    if (!changed) co_return error{nucleus::errors::not_found};
    const std::vector<audited_row> row{{id, {}, json::to_text(shown(*changed))}};
    co_await record(tx, auth, rc, "api_keys", "UPDATE", row);
    co_return std::move(*changed);
}

task<bool> end(pg::transaction& tx, const auth_context& auth, const request_context& rc,
               const uuid& id) {
    const bool ended =
        co_await revoke_api_key(tx, rc.caller->user_id, id, "revoked_by_owner", rc.now);
    if (!ended) co_return false;
    const std::vector<audited_row> row{{id}};
    co_await record(tx, auth, rc, "api_keys", "REVOKE", row);
    co_return true;
}

}

void check_new_key(const auth_context&, const api_key_request& body, std::vector<fault>& found) {
    const auto lists = lists_of(body);
    found = faults_of(lists);
    if (!lists.roles && !lists.claims && !lists.scopes)
        found.push_back({"/allowedClaims", "required",
                         R"(say what the key may do: allowedRoles, allowedClaims or )"
                         R"(allowedScopes; ["*"] is all that you may)"});
}

void check_key_update(const auth_context&, const api_key_update& body, std::vector<fault>& found) {
    found = faults_of(lists_of(body));
}

task<result<api_key_info>> create_key(auth_context& auth, request_context& rc,
                                      api_key_request body) {
    api_key k;
    k.lists = lists_of(body);
    const auto fine = co_await check_against(rc, k.lists, body.expires_at);
    if (!fine) co_return fine.error();
    k.id = uuid::v7();
    k.name = std::move(body.name);
    k.description = std::move(body.description);
    k.expires_at = body.expires_at;
    k.created_at = rc.now;
    const auto text = api_key_text(k.id, crypto::random_token());
    k.preview = api_key_preview(text.reveal());
    const auto hash = token_hash(text.reveal());
    const int most = auth.settings.now()->authentication.api_keys.max_per_user;
    const auto added =
        co_await pg::transact<&add>(*rc.database, call_of(rc), auth, rc, k, hash, most);
    if (!added) co_return added.error();
    log::info("authentication.api_keys", "key made",
              {{"requestId", rc.request_id},
               {"userId", rc.caller->user_id.text()},
               {"keyId", k.id.text()}});
    auto answer = shown(std::move(k));
    answer.key = std::string{text.reveal()}; // this once
    co_return answer;
}

task<result<api_key_list>> list_keys(auth_context& auth, request_context& rc) {
    const auto call = call_of(rc);
    auto found = co_await find_api_keys(*rc.database, call, rc.caller->user_id);
    api_key_list all;
    all.meta.limit = auth.settings.now()->authentication.api_keys.max_per_user;
    all.meta.total_items = static_cast<std::int64_t>(found.size());
    for (auto& k : found) all.items.push_back(shown(std::move(k)));
    co_return all;
}

task<result<api_key_info>> show_key(auth_context&, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const auto call = call_of(rc);
    auto found = co_await find_api_key(*rc.database, call, rc.caller->user_id, *id);
    if (!found) co_return error{nucleus::errors::not_found};
    co_return shown(std::move(*found));
}

task<result<api_key_info>> update_key(auth_context& auth, request_context& rc,
                                      api_key_update body) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    api_key_changes to{std::move(body.name), std::move(body.description), lists_of(body),
                       body.expires_at};
    const auto fine = co_await check_against(rc, to.lists, to.expires_at);
    if (!fine) co_return fine.error();
    auto changed = co_await pg::transact<&change>(*rc.database, call_of(rc), auth, rc, *id, to);
    if (!changed) co_return changed.error();
    std::vector<uuid> dropped{*id};
    co_await auth.sessions->forget(std::move(dropped));
    log::info("authentication.api_keys", "key changed",
              {{"requestId", rc.request_id},
               {"userId", rc.caller->user_id.text()},
               {"keyId", id->text()}});
    co_return shown(std::move(*changed));
}

task<result<void>> revoke_key(auth_context& auth, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const bool revoked = co_await pg::transact<&end>(*rc.database, call_of(rc), auth, rc, *id);
    if (!revoked) co_return error{nucleus::errors::not_found};
    std::vector<uuid> ended{*id};
    co_await auth.sessions->forget(std::move(ended));
    log::info("authentication.api_keys", "key revoked",
              {{"requestId", rc.request_id},
               {"userId", rc.caller->user_id.text()},
               {"keyId", id->text()}});
    co_return result<void>{};
}

}
