// A certificate made for the occasion.
#pragma once
#include "config/sections.hpp"
#include <string>

namespace nucleus::testing {

/// A self-signed certificate for localhost, and its key, as PEM files in `folder`.
[[nodiscard]] config::tls_config make_identity(const std::string& folder);

}
