// A map that forgets what was not asked for in a while.
#pragma once
#include <cstddef>
#include <unordered_map>
#include <utility>

namespace nucleus {

/// Two halves: what is found or added moves to the young one; when that is full, the old one is
/// dropped and the young one grows old. Holds `most` entries at most. Not thread-safe.
template <class Key, class Value, class Hash, class Equal = std::equal_to<>> class bounded_map {
public:
    explicit bounded_map(std::size_t most = 20'000)
        : half_{most / 2} {}

    /// Valid until the next call of any other member.
    template <class K> Value* find(const K& key) {
        if (auto at = young_.find(key); at != young_.end()) return &at->second;
        auto at = old_.find(key);
        if (at == old_.end()) return nullptr;
        auto node = old_.extract(at);
        make_room();
        return &young_.insert(std::move(node)).position->second;
    }
    void put(Key key, Value value) {
        old_.erase(key);
        make_room();
        young_.insert_or_assign(std::move(key), std::move(value));
    }
    /// All that equal it: of what is no whole key that may be several.
    template <class K> void erase(const K& key) {
        for (auto* half : {&young_, &old_})
            for (auto at = half->find(key); at != half->end(); at = half->find(key))
                half->erase(at);
    }
    void clear() {
        young_.clear();
        old_.clear();
    }
    [[nodiscard]] std::size_t size() const noexcept { return young_.size() + old_.size(); }

private:
    void make_room() {
        if (young_.size() < half_) return;
        old_ = std::move(young_);
        young_ = {};
    }
    using map = std::unordered_map<Key, Value, Hash, Equal>;
    std::size_t half_;
    map young_, old_;
};

}
