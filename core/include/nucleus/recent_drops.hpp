// What a cache has dropped lately.
#pragma once
#include <array>
#include <cstdint>
#include <nucleus/uuid.hpp>

namespace nucleus {

/// So that nothing gets into a cache that was read before it was dropped: whoever fills it notes
/// count() before asking the database, and keeps nothing that may have been dropped since().
/// Touched by the cache's thread only.
class recent_drops {
public:
    void note(const uuid& id) noexcept { latest_[++count_ % latest_.size()] = id; }
    /// Of everything, or of what nobody can name.
    void note_all() noexcept { all_ = ++count_; }

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// True also when it cannot be told any more.
    [[nodiscard]] bool since(std::uint64_t count, const uuid& id) const noexcept {
        if (all_ > count || count_ - count > latest_.size()) return true;
        for (auto n = count + 1; n <= count_; ++n)
            if (latest_[n % latest_.size()] == id) return true;
        return false;
    }

private:
    std::uint64_t count_ = 0, all_ = 0; ///< the number of the last drop, and of note_all()
    std::array<uuid, 1024> latest_{};   ///< by the number of the drop
};

}
