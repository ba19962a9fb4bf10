// A bounded map that forgets what was not used for longest.
#pragma once
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

namespace nucleus::pg {

/// Not thread-safe. References stay valid until the entry is pushed out or erased.
template <class Key, class Value, class Hash = std::hash<Key>, class Equal = std::equal_to<>>
class lru {
public:
    explicit lru(std::size_t most)
        : most_{most} {}

    /// The value, now the most recent one; null when there is none.
    template <class K> Value* find(const K& key) {
        const auto at = places_.find(key);
        if (at == places_.end()) return nullptr;
        order_.splice(order_.begin(), order_, at->second);
        return &at->second->second;
    }
    /// Adds an entry that is not there yet; the value that had to leave for it, if any.
    std::optional<Value> insert(Key key, Value value) {
        std::optional<Value> left;
        if (order_.size() >= most_) {
            left = std::move(order_.back().second);
            places_.erase(order_.back().first);
            order_.pop_back();
        }
        order_.emplace_front(key, std::move(value));
        places_.emplace(std::move(key), order_.begin());
        return left;
    }
    void erase(const Key& key) {
        const auto at = places_.find(key);
        if (at == places_.end()) return;
        order_.erase(at->second);
        places_.erase(at);
    }
    [[nodiscard]] std::size_t size() const noexcept { return order_.size(); }

private:
    using order_type = std::list<std::pair<Key, Value>>;
    std::size_t most_;
    order_type order_; // most recent first
    std::unordered_map<Key, typename order_type::iterator, Hash, Equal> places_;
};

}
