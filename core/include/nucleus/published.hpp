// A value that is replaced now and then and read all the time.
#pragma once
#include <memory>
#include <mutex>

namespace nucleus {

/// Settings, prepared answers: whoever has read one may finish with it while the next is published.
/// Any thread. Not std::atomic<std::shared_ptr>: in libstdc++ 12 a load of that races with the next
/// store (it unlocks without release).
template <class T> class published {
public:
    void publish(std::shared_ptr<const T> value) {
        const std::lock_guard lock{guard_}; // the old value ends after it
        value_.swap(value);
    }
    /// Null before the first publish().
    [[nodiscard]] std::shared_ptr<const T> now() const {
        const std::lock_guard lock{guard_};
        return value_;
    }

private:
    mutable std::mutex guard_;
    std::shared_ptr<const T> value_;
};

}
