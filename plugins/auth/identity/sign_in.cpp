#include "identity/sign_in.hpp"
#include "domain/access_token.hpp"
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

/// Without rememberMe both go with the browser.
void set_cookies(const settings& s, request_context& rc, const session& of,
                 const login_success& done) {
    const auto& names = s.authentication.cookies;
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
    done.refresh_token =
        make_refresh_token(s.refresh_key, rc.tenant, of.id, of.generation, of.seed);
    if (how == token_delivery::body) return done;
    set_cookies(s, rc, of, done);
    done.access_token.reset();
    done.refresh_token.reset();
    return done;
}

void clear_cookies(const settings& s, http::response& r) {
    const auto& names = s.authentication.cookies;
    for (const auto& [name, path] :
         {std::pair{names.access_name, "/"}, std::pair{names.refresh_name, refresh_path}}) {
        auto gone = cookie(s, name, "", path);
        gone.max_age = std::chrono::seconds{0};
        r.add(gone);
    }
}

}
