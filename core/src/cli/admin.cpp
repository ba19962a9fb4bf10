// admin create: the first administrator, or one more.
#include "app/migrate.hpp"
#include "app/offline.hpp"
#include "cli/password_prompt.hpp"
#include "cli/reading.hpp"
#include <cstdio>
#include <nucleus/services/administrators.hpp>

namespace nucleus::cli {

namespace {

void print(const uuid& id, bool as_json) {
    const auto text = id.text();
    std::printf(as_json ? "{\"id\":\"%s\"}\n" : "%s\n", text.c_str());
}

task<int> create(app::offline& t, std::string email, secret_string password, bool as_json) {
    auto* service = t.services.find<administrators>();
    if (!service) {
        complain("there are no accounts: enable the plugin auth with "
                 "\"authentication\": {\"enabled\": true}");
        co_return failed;
    }
    auto migrated = app::bring_up_to_date(t.of, t.database);
    co_await std::move(migrated);
    auto made = service->create(std::move(email), std::move(password));
    const auto outcome = co_await std::move(made);
    if (outcome) {
        print(*outcome, as_json);
        co_return done;
    }
    co_return complain_of(outcome.error());
}

}

int admin_create(const common& c, const std::string& email) {
    const auto w = read_world(c);
    if (!w) return failed;
    const auto password = ask_password();
    return app::run_offline(*w,
                            [&](app::offline& t) { return create(t, email, password, c.json); });
}

}
