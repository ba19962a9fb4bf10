// Password hashing on a bounded pool.
#pragma once
#include <nucleus/async/task.hpp>
#include <nucleus/secret_string.hpp>
#include <string>
#include <string_view>

namespace nucleus {

struct argon2_parameters {
    unsigned memory_kib = 19456; ///< OWASP's first recommendation
    unsigned iterations = 2;
    unsigned parallelism = 1;
};

/// argon2id in PHC string format. Never runs on a network thread; throws failure{overloaded} when
/// its queue is full. Provided by auth.
class passwords {
public:
    static constexpr std::string_view service_name = "passwords";
    virtual ~passwords();
    virtual task<std::string> hash(const secret_string& password) = 0;
    struct verdict {
        bool matches = false;
        bool needs_rehash = false;
    };
    /// Of imported accounts `phc` may be a bcrypt or scrypt hash (crypt(5), or $scrypt$ln=…), which
    /// always needs a new one. With an empty or unusable `phc` does the same work against a decoy
    /// and never matches.
    virtual task<verdict> verify(std::string_view phc, const secret_string& password) = 0;
};

}
