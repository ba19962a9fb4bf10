#include "store/rows.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>

namespace nucleus::auth {

account read_account(const pg::rows& r, std::size_t first) {
    const auto at = [&](std::size_t i) { return first + i; };
    account a;
    a.id = r.id(0, at(0));
    a.email = r.text(0, at(1));
    a.username = r.text_or_null(0, at(2));
    a.password = r.text_or_null(0, at(3)).value_or("");
    a.email_verified = r.boolean(0, at(4));
    a.is_active = r.boolean(0, at(5));
    a.is_god = r.boolean(0, at(6));
    a.last_login_at = r.time_or_null(0, at(7));
    a.created_at = r.time(0, at(8));
    a.may = json::read<rights>(r.text(0, at(9))).value();
    std::ranges::sort(a.may.claims); // as principal searches them
    std::ranges::sort(a.may.scopes, {}, &scoped_right::claim);
    a.cohort_ends = r.time_or_null(0, at(10));
    a.is_god = a.is_god || std::ranges::find(a.may.roles, "godmin") != a.may.roles.end();
    return a;
}

session read_session(const pg::rows& r, std::size_t first, std::size_t row) {
    const auto at = [&](std::size_t i) { return first + i; };
    const auto text = [&](std::size_t i) { return r.text_or_null(row, at(i)).value_or(""); };
    session s;
    s.id = r.id(row, at(0));
    s.user_id = r.id(row, at(1));
    s.seed = r.text(row, at(2));
    s.generation = r.integer(row, at(3));
    s.rotated_at = r.time_or_null(row, at(4));
    s.revoked_at = r.time_or_null(row, at(5));
    s.created_at = r.time(row, at(6));
    s.last_activity_at = r.time(row, at(7));
    s.expires_at = r.time(row, at(8));
    s.remember_me = r.boolean(row, at(9));
    s.login_method = text(10);
    s.approval_status = text(11);
    s.from = {text(12), text(13), text(14), text(15), text(16), text(17), text(18)};
    s.impersonator_id = r.id_or_null(row, at(19));
    s.impersonator_session_id = r.id_or_null(row, at(20));
    s.device_id = r.id_or_null(row, at(21));
    s.trusted = r.boolean(row, at(22));
    s.approval_requested_at = r.time_or_null(row, at(23));
    return s;
}

}
