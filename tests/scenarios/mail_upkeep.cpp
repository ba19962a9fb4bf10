// Mails that nobody needs any more: they expire, and their rows go away.
#include "outbox_world.hpp"
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>

using namespace nucleus::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string token = "Zm9yLW9uZS11c2Utb25seS1hbmQtbm90LWxvbmc";

void expire(outbox_world& w) { w.ask("UPDATE main.mail_outbox SET expires_at = now()"); }

}

TEST_CASE("a mail that has expired is a dead letter that can be read, also while nothing is sent") {
    const std::string email =
        GENERATE(as<std::string>{}, R"({"enabled": false})",
                 R"({"provider":"smtp","smtp":{"url":"smtp://127.0.0.1:1"}})");
    outbox_world w{email};
    w.send("magicLink", token);
    REQUIRE(w.wait_row("failed_at IS NULL AND expires_at > now() + interval '6 days' AND "
                       "expires_at < now() + interval '8 days'"));
    if (email.find("smtp") != email.npos) REQUIRE(w.wait_row("attempts = 1 AND unresolved = 0"));
    expire(w);
    REQUIRE(w.wait_row("failed_at IS NOT NULL AND data IS NULL"));
    auto god = w.god();
    const auto seen = god.get("/mailOutbox");
    INFO(seen.body);
    CHECK(seen.text("/data/items/0/lastError") == "it expired before it could be sent");
    CHECK_FALSE(seen.text("/data/items/0/expiresAt").empty());
    CHECK_THAT(w.server().log(),
               ContainsSubstring("given up") && ContainsSubstring("it expired before"));
    CHECK_THAT(w.metrics(), ContainsSubstring(R"(nucleus_mails_failed_total{how="dead"} 1)"));
}

TEST_CASE("a mail that expired while nobody looked is not sent after all") {
    outbox_world w{R"({"enabled": false})"};
    w.send("magicLink", token);
    auto c = parse(w.config_text("[]"));
    c.as_object()["email"] = json::object{};
    w.server().write_config(json::serialize(c));
    expire(w);
    w.server().signal(SIGHUP);
    REQUIRE(w.wait_row("failed_at IS NOT NULL AND data IS NULL AND attempts = 0"));
    CHECK(w.files().empty());
}

TEST_CASE("of a mail that may have arrived its dead letter says so") {
    const smtp_sink sink;
    sink.behave("die");
    outbox_world w{outbox_world::by(sink)};
    w.send("invite", token);
    REQUIRE(w.wait_row("attempts = 1 AND unresolved = 1 AND last_error IS NOT NULL"));
    expire(w);
    w.make_due();
    CHECK(w.wait_row("failed_at IS NOT NULL AND data IS NULL AND last_error = 'it expired before "
                     "it could be sent; it may have been delivered'"));
    CHECK(sink.mails().size() == 1);
}

TEST_CASE("rows of mails that were sent stay for a week, dead letters for a month, and none of a "
          "tenant that is gone") {
    outbox_world w{R"({"enabled": false})"};
    w.ask(R"(
        INSERT INTO main.mail_outbox (created_at, recipient, template, data, sent_at, failed_at)
        SELECT now() - interval '60 days', name || '@example.com', 'invite', '"sealed"',
            now() - sent * interval '1 day', now() - failed * interval '1 day'
        FROM (VALUES ('sent-8', 8, NULL), ('sent-6', 6, NULL), ('dead-31', NULL, 31),
            ('dead-29', NULL, 29), ('waits', NULL, NULL)) AS v (name, sent, failed))");
    w.ask("INSERT INTO main.mail_outbox (recipient, template, sent_at) SELECT 'many@example.com', "
          "'invite', now() - interval '9 days' FROM generate_series(1, 12000)");
    w.ask("INSERT INTO main.mail_outbox (recipient, template, sent_at, schema_name) SELECT name || "
          "'@example.com', 'invite', sent, schema FROM (VALUES ('removed', now(), 'tenant_gone'), "
          "('removed-waits', NULL, 'tenant_gone'), ('stays', now(), 'main')) AS v (name, sent, "
          "schema)");
    const auto c = w.connect();
    w.server().signal(SIGUSR2); // a new child, which looks at once
    const std::string kept =
        "SELECT string_agg(split_part(recipient, '@', 1), ' ' ORDER BY recipient) FROM "
        "main.mail_outbox";
    for (int i = 0; i < 300 && w.ask(c, "SELECT count(*) FROM main.mail_outbox") != "4"; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    CHECK(w.ask(c, kept) == "dead-29 sent-6 stays waits");
}
