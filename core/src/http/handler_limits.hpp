// The limits that handlers put on what they do.
#pragma once
#include <memory>
#include <nucleus/services/limiter.hpp>

namespace nucleus::http {

/// For requests of a server; has no state of its own.
[[nodiscard]] std::shared_ptr<limiter> make_limiter();

}
