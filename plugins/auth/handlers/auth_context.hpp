// What the handlers work with.
#pragma once
#include "identity/admission.hpp"
#include "identity/sessions.hpp"
#include "identity/settings.hpp"
#include "identity/shared_hashing.hpp"
#include "identity/sign_in.hpp"
#include "identity/tried_schemas.hpp"
#include "mails/mail_requests.hpp"
#include <nucleus/bind.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/services.hpp>
#include <nucleus/services/audit_trail.hpp>
#include <nucleus/services/limiter.hpp>

namespace nucleus::auth {

/// Of a field: space around its text is no part of it, and taken away before the text is checked.
inline constexpr attributes::attribute trimmed{
    [](field& f, double, const char*) { f.trim = true; }};

/// Filled when the plugin starts; the handlers run after that.
struct auth_context {
    live_settings settings;
    tried_schemas tried; ///< captchas
    shared_hashing* hashing = nullptr;
    auth::sessions* sessions = nullptr;
    nucleus::mailer* mails = nullptr;            ///< null: no section email
    auth::mail_requests* requests = nullptr;     ///< null as well then
    const nucleus::services* services = nullptr; ///< for those of plugins that start after this one
    nucleus::limiter* limits = nullptr;
};

/// Queues it, whatever the address; but not while the database is away: then it throws.
task<result<void>> ask_for_mail(auth_context& auth, request_context& rc, mail_requests::kind what,
                                std::string email, std::optional<std::string> redirect_to = {});

/// A record of what was done to rows of `entity`, where there is somebody who keeps records.
task<void> record(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                  std::string_view entity, std::string_view operation,
                  const std::vector<audited_row>& rows);

/// What this request brings along when somebody signs in; `device`: the token in its body.
[[nodiscard]] arrival arrival_of(const auth_context& auth, const request_context& rc,
                                 std::shared_ptr<const settings> rules,
                                 const std::optional<secret_string>& device = {});

/// The request's schema and deadline.
[[nodiscard]] inline pg::call call_of(const request_context& rc) {
    return {rc.schema, rc.deadline};
}

}
