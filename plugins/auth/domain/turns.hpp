// Whose turn it is. Pure.
#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <utility>

namespace nucleus::auth {

/// What waits to be served: of each schema in the order in which it came, and of all schemas that
/// have something in turn, however much one of them has.
template <class T> class turns {
public:
    [[nodiscard]] bool empty() const noexcept { return order_.empty(); }

    void add(const std::string& schema, T one) {
        auto& theirs = waiting_[schema];
        if (theirs.empty()) order_.push_back(schema);
        theirs.push_back(std::move(one));
    }
    /// There is one: not empty().
    [[nodiscard]] T next() {
        const auto at = waiting_.find(order_.front());
        order_.pop_front();
        T one = std::move(at->second.front());
        at->second.pop_front();
        if (at->second.empty())
            waiting_.erase(at);
        else
            order_.push_back(at->first);
        return one;
    }

private:
    std::map<std::string, std::deque<T>> waiting_; ///< of schemas that have any
    std::deque<std::string> order_;                ///< these, each once
};

}
