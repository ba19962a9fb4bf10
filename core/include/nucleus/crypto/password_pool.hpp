// Password hashing on threads of its own.
#pragma once
#include <memory>
#include <nucleus/metrics.hpp>
#include <nucleus/services/passwords.hpp>

namespace nucleus {

struct password_pool_settings {
    argon2_parameters parameters;
    unsigned threads = 0; ///< 0: one per core
    unsigned queue = 64;  ///< waiting jobs; more: failure{errors::overloaded}
};

/// `passwords` on `threads` threads at low priority (nice 10), so that requests stay quick under
/// full sign-in load. argon2id by libsodium where parallelism is 1, by libargon2 otherwise; both
/// read and write the same PHC strings. Provided by auth as the service `passwords`.
class password_pool : public passwords {
public:
    /// Same parameters for hash() from now on; other ones in a PHC string mean needs_rehash. The
    /// number of threads is fixed at start. Any thread.
    virtual void reconfigure(const password_pool_settings& s) = 0;
    /// What waits fails with shutting_down, as does what comes later; what runs is waited for.
    /// Afterwards no thread holds on to a caller's io_context: to be called while those are alive.
    virtual void stop() noexcept = 0;
    ~password_pool() override; ///< stops
};

[[nodiscard]] std::shared_ptr<password_pool> make_password_pool(const password_pool_settings& s,
                                                                metrics::registry& metrics);

}
