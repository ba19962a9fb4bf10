#include "pg/statement_cache.hpp"

namespace nucleus::pg {

statement_cache::plan statement_cache::use(std::uint64_t number) {
    if (auto* e = known_.find(number)) return {e->ready ? way::named : way::unnamed, e->name};
    auto left = known_.insert(number, {"s" + std::to_string(++made_)});
    // One that is still being prepared is dropped by prepared(), once it is there.
    if (left && left->ready) leaving_.push_back(std::move(left->name));
    return {way::prepare, known_.find(number)->name};
}

void statement_cache::prepared(std::uint64_t number, std::string_view name, bool succeeded) {
    auto* e = known_.find(number);
    const bool current = e && e->name == name;
    if (succeeded && current) e->ready = true;
    if (succeeded && !current) leaving_.emplace_back(name);
    if (!succeeded && current) known_.erase(number);
}

void statement_cache::forget(std::uint64_t number, bool server_has_it) {
    auto* e = known_.find(number);
    if (!e) return;
    if (e->ready && server_has_it) leaving_.push_back(std::move(e->name));
    known_.erase(number);
}

}
