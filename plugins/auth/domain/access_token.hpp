// The claims of an access token (RFC 7519). Pure.
#pragma once
#include "config.hpp"
#include "domain/account.hpp"
#include "domain/session.hpp"
#include <nucleus/describe.hpp>

namespace nucleus::auth {

/// Who acts in the subject's name (RFC 8693 §4.1).
struct actor_claim {
    uuid sub;
};
NUCLEUS_DESCRIBE(actor_claim, (sub, "User"))

struct access_claims {
    uuid sub, sid;
    std::optional<std::string> tid;
    std::vector<std::string> roles;
    std::optional<std::vector<std::string>> claims;
    std::optional<std::string> cv;
    std::vector<std::string> amr;
    std::optional<actor_claim> act;
    std::int64_t iat = 0, exp = 0;
    std::optional<std::string> iss, aud;
};
NUCLEUS_DESCRIBE(access_claims, (sub, "User"), (sid, "Session"), (tid, "Tenant"),
                 (roles, "Names of roles"), (claims, "Actions, when embedded"),
                 (cv, "Version of the claims, when not"), (amr, "How they signed in"),
                 (act, "Who impersonates them"), (iat, "Issued, in seconds"),
                 (exp, "Ends, in seconds"), (iss, "Issuer"), (aud, "Audience"))

/// What is put into a token of that session that is issued at `now`.
[[nodiscard]] access_claims make_claims(const account& who, const session& of,
                                        std::string_view tenant, instant now,
                                        const access_token_config& rules, claims_mode mode);

/// The payload as JSON.
[[nodiscard]] std::string payload_of(const access_claims& c);

/// Whether a payload with a sound signature is a token of ours that holds at `now`.
[[nodiscard]] std::optional<access_claims> read_claims(std::string_view payload, instant now,
                                                       std::string_view tenant,
                                                       const access_token_config& rules);

/// Changes whenever the rights do.
[[nodiscard]] std::string version_of(const rights& r);

}
