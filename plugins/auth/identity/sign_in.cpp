#include "identity/sign_in.hpp"
#include "domain/access_token.hpp"
#include "domain/approval.hpp"
#include "domain/client_hints.hpp"
#include "domain/refresh_token.hpp"
#include <nucleus/crypto/random.hpp>

namespace nucleus::auth {

namespace {

constexpr const char* refresh_path = "/auth";

http::cookie cookie(const settings& s, std::string name, std::string value, const char* path) {
    http::cookie c;
    c.name = std::move(name);
    c.value = std::move(value);
    c.path = path;
    c.domain = s.authentication.cookies.domain;
    c.secure = s.secure_cookies;
    c.site = s.same_site;
    return c;
}

client_hints hints_of(const http::request& r) {
    return {r.get("user-agent"),
            r.get("sec-ch-ua"),
            r.get("sec-ch-ua-full-version-list"),
            r.get("sec-ch-ua-platform"),
            r.get("sec-ch-ua-platform-version"),
            r.get("sec-ch-ua-mobile"),
            r.get("sec-ch-ua-model")};
}

http::cookie gone(http::cookie c) {
    c.max_age = std::chrono::seconds{0};
    return c;
}

/// Browsers forget a cookie after this time at the latest.
constexpr std::chrono::days longest_cookie{400};

std::string refresh_token_of(const settings& s, const request_context& rc, const session& of) {
    return make_refresh_token(s.refresh_key, rc.tenant, of.id, of.generation, of.seed);
}

/// Of a device that is trusted: it stays when people sign out.
void set_device_cookie(const settings& s, request_context& rc, const std::string& token) {
    const auto& name = s.authentication.cookies.device_name;
    auto device = cookie(s, name, with_device_token(rc.request.cookie(name), token), refresh_path);
    device.max_age = longest_cookie;
    rc.response.add(device);
}

/// Without rememberMe both go with the browser.
void set_cookies(const settings& s, request_context& rc, const session& of,
                 const login_success& done) {
    const auto& names = s.authentication.cookies;
    if (done.device_token) set_device_cookie(s, rc, *done.device_token);
    auto access = cookie(s, names.access_name, *done.access_token, "/");
    auto refresh = cookie(s, names.refresh_name, *done.refresh_token, refresh_path);
    const auto left = [&](instant until) {
        return std::chrono::duration_cast<std::chrono::seconds>(until - rc.now);
    };
    if (of.remember_me) {
        access.max_age = left(done.access_token_expires_at);
        refresh.max_age = left(done.refresh_token_expires_at);
    }
    rc.response.add(access);
    rc.response.add(refresh);
}

}

session new_session(const settings& s, const request_context& rc, const uuid& user_id,
                    std::string_view login_method, bool remember_me) {
    session made;
    made.id = uuid::v7();
    made.user_id = user_id;
    made.seed = crypto::random_token().reveal();
    made.created_at = made.last_activity_at = rc.now;
    made.expires_at = rc.now + s.authentication.refresh_token.expires_in;
    made.remember_me = remember_me;
    made.login_method = login_method;
    made.approval_status = "approved";
    made.from = describe_device(hints_of(rc.request));
    made.from.address = rc.client_address;
    return made;
}

login_success hand_over_tokens(const settings& s, request_context& rc, const session& of,
                               const account& who, token_delivery how) {
    const auto& rules = s.authentication;
    auto allowed = who;
    if (!s.authorization.enabled) allowed.may = {};
    const auto claims = make_claims(allowed, of, rc.tenant, rc.now, rules.access_token,
                                    s.authorization.jwt_claims_mode);
    login_success done;
    done.user = shown(allowed);
    done.access_token_expires_at = instant{std::chrono::seconds{claims.exp}};
    done.refresh_token_expires_at = ends_at(of, rules.sessions.idle_timeout);
    done.session = {of.id, of.approval_status};
    done.access_token = s.signer->sign(payload_of(claims));
    done.refresh_token = refresh_token_of(s, rc, of);
    if (of.device_id && of.trusted && rules.sessions.new_device_approval.enabled)
        done.device_token = make_device_token(s.device, rc.tenant, of.user_id, *of.device_id);
    if (how == token_delivery::body) return done;
    set_cookies(s, rc, of, done);
    done.access_token.reset();
    done.refresh_token.reset();
    done.device_token.reset();
    return done;
}

void answer_waiting(const settings& s, request_context& rc, const session& of, token_delivery how,
                    std::optional<std::string> redirect_to) {
    const auto& names = s.authentication.cookies;
    sign_in_pending waiting{
        of.approval_status,    approval_code(of), of.expires_at, {of.id, of.approval_status}, {},
        std::move(redirect_to)};
    auto token = refresh_token_of(s, rc, of);
    if (how == token_delivery::body) {
        waiting.refresh_token = std::move(token);
    } else {
        rc.response.add(cookie(s, names.refresh_name, std::move(token), refresh_path));
        // Somebody else's would be used beside it.
        if (!rc.request.cookie(names.access_name).empty())
            rc.response.add(gone(cookie(s, names.access_name, "", "/")));
    }
    rc.response.status = 202;
    rc.succeed(waiting);
}

std::string device_tokens(const settings& s, const request_context& rc,
                          const std::optional<secret_string>& in_body) {
    if (in_body) return std::string{in_body->reveal()};
    return std::string{rc.request.cookie(s.authentication.cookies.device_name)};
}

void clear_cookies(const settings& s, http::response& r) {
    const auto& names = s.authentication.cookies;
    for (const auto& [name, path] :
         {std::pair{names.access_name, "/"}, std::pair{names.refresh_name, refresh_path}})
        r.add(gone(cookie(s, name, "", path)));
}

}
