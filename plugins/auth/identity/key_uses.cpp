#include "identity/key_uses.hpp"
#include <mutex>
#include <nucleus/async/sleep.hpp>

namespace nucleus::auth {

void key_uses::add(by_schema& to, const std::string& schema, const key_use& use) {
    auto& known = to[schema][use.id];
    known.id = use.id;
    known.times += use.times;
    if (use.last < known.last) return;
    known.last = use.last;
    known.address = use.address;
}

void key_uses::count(const request_context& rc, const uuid& key) {
    add(counts_.mine(rc.worker), rc.schema, {key, 1, rc.now, rc.client_address});
}

namespace {

/// True for as long as it lives.
class raised {
public:
    explicit raised(bool& flag)
        : flag_{flag} {
        flag_ = true;
    }
    ~raised() { flag_ = false; }
    raised(const raised&) = delete;
    raised& operator=(const raised&) = delete;

private:
    bool& flag_;
};

/// Of a tenant that was removed there is nothing to note any more.
task<void> note_unless_gone(pg::database& db, pg::call c, const std::vector<key_use>& uses) {
    try {
        co_await note_key_uses(db, c, uses);
    } catch (const pg::query_failure& f) {
        if (f.sqlstate != "42P01" && f.sqlstate != "3F000") throw;
    }
}

}

task<void> key_uses::write_down(pg::database& db) {
    while (writing_) co_await sleep_until(steady::now() + std::chrono::milliseconds{10});
    const raised now{writing_};
    std::mutex guard;
    std::function<void(std::size_t)> take = [this, &guard](std::size_t i) {
        const auto counted = std::exchange(counts_.mine(i), {});
        const std::scoped_lock lock{guard};
        for (const auto& [schema, uses] : counted)
            for (const auto& [id, use] : uses) add(pending_, schema, use);
    };
    co_await workers_.everywhere(take);
    std::exception_ptr first; // one schema that cannot be written holds up no other
    for (auto at = pending_.begin(); at != pending_.end();) {
        std::vector<key_use> all;
        for (const auto& [id, use] : at->second) all.push_back(use);
        const pg::call call{at->first};
        try {
            co_await note_unless_gone(db, call, all);
            at = pending_.erase(at);
        } catch (...) {
            if (!first) first = std::current_exception();
            ++at;
        }
    }
    if (first) std::rethrow_exception(first);
}

}
