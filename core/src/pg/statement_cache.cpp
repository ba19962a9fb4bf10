#include "pg/statement_cache.hpp"

namespace nucleus::pg {

statement_cache::entries& statement_cache::holder_of(std::uint64_t number) {
    return composed_.find(number) ? composed_ : fixed_;
}

statement_cache::plan statement_cache::use(std::uint64_t number, bool composed) {
    auto& known = composed ? composed_ : fixed_;
    auto* e = known.find(number);
    if (!e) {
        ++seen_;
        auto left = known.insert(number, {});
        // One that is still being prepared is dropped by prepared(), once it is there.
        if (left && left->ready) leaving_.push_back(std::move(left->name));
        e = known.find(number);
    }
    if (e->ready) return {way::named, e->name};
    if (!e->name.empty() || ++e->uses < from_use_) return {way::unnamed, {}};
    e->name = "s" + std::to_string(++made_);
    return {way::prepare, e->name};
}

void statement_cache::prepared(std::uint64_t number, std::string_view name, bool succeeded) {
    auto& known = holder_of(number);
    auto* e = known.find(number);
    const bool current = e && e->name == name;
    if (succeeded && current) e->ready = true;
    if (succeeded && !current) leaving_.emplace_back(name);
    if (!succeeded && current) known.erase(number);
}

void statement_cache::forget(std::uint64_t number, bool server_has_it) {
    auto& known = holder_of(number);
    auto* e = known.find(number);
    if (!e) return;
    if (e->ready && server_has_it) leaving_.push_back(std::move(e->name));
    known.erase(number);
}

}
