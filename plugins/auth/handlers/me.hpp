// ME: GET /auth/me.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

task<result<answered>> me(auth_context& auth, request_context& rc);

}
