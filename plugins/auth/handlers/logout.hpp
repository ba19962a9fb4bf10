// LOGOUT: POST /auth/logout.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

task<result<answered>> logout(auth_context& auth, request_context& rc);

}
