// What all nodes have counted together.
#pragma once
#include "limits/keys.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>

namespace nucleus::limits {

/// One worker's way to the counts in PostgreSQL; touched by its own thread only. It answers soon or
/// not at all: after a failure nobody waits for another one for a second.
class shared_counts {
public:
    explicit shared_counts(pg::database* on) noexcept
        : on_{on} {}

    /// None: it cannot be told now. `key` by shared_key().
    task<std::optional<decision>> take(std::string_view schema, std::string_view key,
                                       const rule& r);
    /// Counts one that was granted no more; where that cannot be done it stays counted.
    task<void> give_back(std::string_view schema, std::string_view key, const rule& r,
                         std::uint64_t granted_at);

private:
    [[nodiscard]] bool may_ask(steady::time_point now) const;
    void reached();
    void failed(const pg::query_failure& f);
    void failed(std::string_view why);

    bool away_ = false;
    pg::database* on_; ///< null: without a database
    steady::time_point ask_again_{};
};

}
