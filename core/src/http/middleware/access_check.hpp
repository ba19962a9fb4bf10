// Whether a caller may use an endpoint at all; rows are the handlers' business.
#pragma once
#include <nucleus/catalog.hpp>

namespace nucleus::http {

/// `caller` is null for anonymous. 401 when signing in would help, 403 when it would not.
[[nodiscard]] result<void> check_access(const access& required, const principal* caller);

}
