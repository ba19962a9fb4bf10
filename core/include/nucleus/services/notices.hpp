// What people find in the application, beside their mail. Provided by whatever plugin shows it;
// without one, notices are dropped.
#pragma once
#include <nucleus/async/task.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>

namespace nucleus {

/// The columns of `notifications` that the writer fills in.
struct notice {
    uuid user_id;
    std::string title;
    std::string body{};
    std::string type = "system"; ///< for programs: "sign_in_approval"
    std::string source{};        ///< the plugin that it is from
    std::string entity_name{};   ///< what it is about: "user_sessions"
    std::optional<uuid> entity_id{};
};

class notices {
public:
    static constexpr std::string_view service_name = "notices";
    virtual ~notices();
    /// In the caller's transaction: it is there with the commit, and only then. Any worker.
    virtual task<void> post(pg::transaction& tx, const notice& n) = 0;
};

}
