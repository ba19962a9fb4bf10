// REFRESH: POST /auth/refresh.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

task<result<login_success>> refresh(auth_context& auth, request_context& rc);

}
