// AUTH_LINK: GET /auth/link, where mailed links lead.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

task<result<answered>> show_link_page(auth_context& auth, request_context& rc);

}
