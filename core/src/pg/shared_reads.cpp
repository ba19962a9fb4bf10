#include "pg/shared_reads.hpp"
#include <algorithm>

namespace nucleus::pg {

namespace {

/// A text belongs to one schema, and is the same object for all who use it at the same time. Who
/// has no further try left keeps to its like.
bool same_question(const request& a, const request& b) {
    return a.again == b.again && a.text == b.text &&
           std::ranges::equal(a.values->values(), b.values->values());
}

}

bool shared_reads::follow(ticket& t) {
    const auto same = [&t](const ticket& head) { return same_question(*head.r, *t.r); };
    const auto head = std::ranges::find_if(held_, same);
    if (head == held_.end()) return false;
    head->r->followers.push_back(std::move(t));
    return true;
}

ticket shared_reads::drop(const request* r) {
    ticket found;
    for (auto& head : held_)
        if (!found.r) found = leave(head, r);
    std::erase_if(held_, [](const ticket& head) { return head.r == nullptr; });
    return found;
}

}
