#include "pg/shared_reads.hpp"
#include <algorithm>

namespace nucleus::pg {

namespace {

/// A text belongs to one schema, and is the same object for all who use it at the same time.
bool same_question(const request& a, const request& b) {
    return a.text == b.text && std::ranges::equal(a.values->values(), b.values->values());
}

}

void shared_reads::add(ticket t) {
    for (auto& head : held_)
        if (same_question(*head.r, *t.r)) return head.r->followers.push_back(std::move(t));
    held_.push_back(std::move(t));
}

ticket shared_reads::drop(const request* r) {
    ticket found;
    for (auto& head : held_)
        if (!found.r) found = leave(head, r);
    std::erase_if(held_, [](const ticket& head) { return head.r == nullptr; });
    return found;
}

}
