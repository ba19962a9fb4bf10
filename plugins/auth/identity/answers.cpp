#include "identity/answers.hpp"

namespace nucleus::auth {

user shown(const account& a) {
    return {a.id,     a.email,         a.username,   a.email_verified, a.is_active,
            a.is_god, a.last_login_at, a.created_at, a.may.roles};
}

session_info shown(const session& s, bool is_current) {
    const auto& d = s.from;
    return {s.id,         d.name,       d.type,     d.browser,         d.browser_version,
            d.os,         d.os_version, d.address,  s.login_method,    s.last_activity_at,
            s.created_at, s.expires_at, is_current, s.approval_status, s.trusted};
}

}
