// Claims that nothing asks for any more. Provided by auth, used by `nucleusd claims prune`.
#pragma once
#include <cstdint>
#include <nucleus/async/task.hpp>
#include <nucleus/uuid.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

struct stale_claim {
    std::string schema, action;
    std::int64_t grants = 0; ///< how often roles hold it
    uuid id{};
};

class stale_claims {
public:
    static constexpr std::string_view service_name = "stale_claims";
    virtual ~stale_claims();
    /// Those that were seeded once, and that neither an endpoint nor the seed of this configuration
    /// asks for; claims that somebody has made are theirs. Unless `only_look` they are removed, and
    /// with them their grants. Control context only.
    virtual task<std::vector<stale_claim>> prune(bool only_look) = 0;
};

}
