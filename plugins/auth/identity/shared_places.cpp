#include "identity/shared_places.hpp"

namespace nucleus::auth {

bool shared_places::free_for(const std::string& schema, std::size_t most_of_one) const {
    const auto at = by_schema_.find(schema);
    const std::size_t theirs = at == by_schema_.end() ? 0 : at->second;
    return taken_ < in_all_ && theirs < most_of_one;
}

bool shared_places::any_for(const std::string& schema, std::size_t most_of_one) const {
    const std::scoped_lock lock{guard_};
    return free_for(schema, most_of_one);
}

bool shared_places::take(const std::string& schema, std::size_t most_of_one) {
    const std::scoped_lock lock{guard_};
    if (!free_for(schema, most_of_one)) return false;
    ++by_schema_[schema];
    ++taken_;
    return true;
}

void shared_places::give_back(const std::string& schema) {
    const std::scoped_lock lock{guard_};
    const auto at = by_schema_.find(schema);
    if (--at->second == 0) by_schema_.erase(at);
    --taken_;
}

std::size_t shared_places::taken() const {
    const std::scoped_lock lock{guard_};
    return taken_;
}

}
