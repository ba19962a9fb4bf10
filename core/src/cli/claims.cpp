// claims prune: claims that nothing asks for any more.
#include "app/offline.hpp"
#include "cli/reading.hpp"
#include <cstdio>
#include <nucleus/json/json.hpp>
#include <nucleus/services/stale_claims.hpp>

namespace nucleus::cli {

namespace {

void print(const std::vector<stale_claim>& claims, bool as_json) {
    std::string out;
    json::writer w{out};
    w.begin_array();
    for (const auto& c : claims) {
        if (!as_json)
            std::printf("%s  %s  %s\n", c.schema.c_str(), c.action.c_str(),
                        counted(static_cast<std::size_t>(c.grants), "grant").c_str());
        w.begin_object().key("schema");
        w.value(c.schema).key("action");
        w.value(c.action).key("grants");
        w.value(c.grants).end_object();
    }
    w.end_array();
    if (as_json) std::puts(out.c_str());
}

task<int> prune(app::offline& t, bool dry_run, bool as_json) {
    auto* service = t.services.find<stale_claims>();
    if (!service) {
        complain("there are no claims: enable the plugin auth with "
                 "\"authentication\": {\"enabled\": true}");
        co_return failed;
    }
    auto asked = service->prune(dry_run);
    const auto found = co_await std::move(asked);
    print(found, as_json);
    if (found.empty()) {
        complain("every claim is asked for, or was made by somebody");
        co_return done;
    }
    complain(counted(found.size(), "claim") + (dry_run ? " would be removed" : " removed"));
    co_return dry_run ? pending : done;
}

}

int claims_prune(const common& c, bool dry_run) {
    const auto w = read_world(c);
    if (!w) return failed;
    return app::run_offline(*w, [&](app::offline& t) { return prune(t, dry_run, c.json); });
}

}
