// How often API keys were used, until that is written down.
#pragma once
#include "store/api_key_store.hpp"
#include <map>
#include <nucleus/http/request_context.hpp>
#include <nucleus/workers.hpp>
#include <unordered_map>

namespace nucleus::auth {

/// Counts in memory, so that a request with a key writes nothing. What was counted in the last
/// moments before a crash is lost.
class key_uses {
public:
    explicit key_uses(workers& w)
        : workers_{w} {
        counts_.resize(w.count());
    }

    /// On the request's worker.
    void count(const request_context& rc, const uuid& key);
    /// Writes down what was counted since the last time; throws when the database is away, and
    /// keeps it for the next time. From the control context; one waits for the other.
    task<void> write_down(pg::database& db);

private:
    using by_key = std::unordered_map<uuid, key_use, std::hash<uuid>>;
    using by_schema = std::map<std::string, by_key, std::less<>>;
    static void add(by_schema& to, const std::string& schema, const key_use& use);

    workers& workers_;
    worker_local<by_schema> counts_;
    by_schema pending_;
    bool writing_ = false;
};

}
