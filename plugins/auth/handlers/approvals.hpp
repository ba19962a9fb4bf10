// SESSIONS_PENDING, SESSIONS_APPROVE, SESSIONS_REJECT: sign-ins from new devices.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

struct waiting_info {
    uuid id;
    std::string device_name, device_type, browser_name, browser_version, os_name, os_version,
        ip_address, login_method;
    instant requested_at, expires_at;
};
NUCLEUS_DESCRIBE(waiting_info, (id, "Of the session"), (device_name, "For people"),
                 (device_type, "desktop, mobile, tablet, bot or other"), (browser_name, "Browser"),
                 (browser_version, "Its version"), (os_name, "Operating system"),
                 (os_version, "Its version"), (ip_address, "From where"),
                 (login_method, "password, …"), (requested_at, "Sign-in"),
                 (expires_at, "Decide before"))
struct waiting_list {
    std::vector<waiting_info> items;
};
NUCLEUS_DESCRIBE(waiting_list, (items, "Oldest first"))

struct approve_request {
    uuid id;
    std::optional<std::string> code;
};
NUCLEUS_DESCRIBE(approve_request, (id, "Of the session"),
                 (code, "The two digits that the new device shows", pattern("^[0-9]{2}$")))
struct reject_request {
    uuid id;
};
NUCLEUS_DESCRIBE(reject_request, (id, "Of the session"))

task<result<waiting_list>> list_waiting(auth_context& auth, request_context& rc);
/// The code is required, with number matching.
void check_approval(const auth_context& auth, const approve_request& body,
                    std::vector<fault>& found);
task<result<void>> approve_sign_in(auth_context& auth, request_context& rc, approve_request body);
task<result<void>> reject_sign_in(auth_context& auth, request_context& rc, reject_request body);

}
