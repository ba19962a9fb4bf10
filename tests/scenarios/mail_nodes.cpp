// One outbox, and more than one server, secret or life of a server.
#include "outbox_nodes.hpp"
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>

using namespace nucleus::testing;
using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

namespace {

std::string address_of(int i) { return "user-" + std::to_string(i) + "@example.com"; }

/// The process that serves and the one that would start it again.
void kill_all(server_process& node) {
    const auto child = node.serving_child();
    REQUIRE(child > 0);
    node.signal(SIGKILL);
    REQUIRE(::kill(child, SIGKILL) == 0);
    CHECK(node.wait_exit() == 128 + SIGKILL);
}

std::size_t times(const std::string& text, const std::string& in) {
    std::size_t n = 0;
    for (auto at = in.find(text); at != in.npos; at = in.find(text, at + 1)) ++n;
    return n;
}

constexpr const char* unsent = "sent_at IS NULL AND failed_at IS NULL";

}

TEST_CASE("two servers send each mail once") {
    const smtp_sink sink;
    outbox_nodes w{outbox_world::by(sink)};
    w.add_node();
    for (int i = 0; i < 200; ++i) w.send(static_cast<std::size_t>(i % 2), address_of(i));
    REQUIRE(w.wait_none(unsent));
    CHECK(w.count("attempts = 1 AND unresolved = 0 AND data IS NULL AND failed_at IS NULL") == 200);
    CHECK(sink.mails().size() == 200);
    CHECK(copies(sink).size() == 200);
    for (std::size_t i : {0, 1}) CHECK_THAT(w.node(i).log(), ContainsSubstring("\"sent\""));
}

TEST_CASE("a server that dies in between costs no mail, and one copy more of what it was sending") {
    const smtp_sink sink;
    outbox_nodes w{outbox_world::by(sink)};
    w.add_node();
    for (int i = 0; i < 100; ++i) w.send(static_cast<std::size_t>(i % 2), address_of(i));
    REQUIRE(sink.wait_mails(10));
    kill_all(w.node(0));
    REQUIRE(w.wait_none(std::string{unsent} + " AND attempts = 0"));
    CHECK(w.node(1).stop() == 0); // the claims that are left are those of the dead
    const int left = w.count(unsent);
    CHECK(left <= 40);
    w.make_due();
    w.add_node();
    REQUIRE(w.wait_none(unsent));
    CHECK(w.count("sent_at IS NOT NULL AND unresolved = 0") == 100);
    const auto sent = copies(sink);
    CHECK(sent.size() == 100);
    int twice = 0;
    for (const auto& [to, n] : sent) {
        INFO(to);
        CHECK(n <= 2);
        twice += n - 1;
    }
    CHECK(twice <= left); // whose outcome was not on record
}

TEST_CASE("mails survive a new secret, and one that no key opens is in nobody's way") {
    const smtp_sink sink;
    outbox_nodes w{R"({"enabled": false})"};
    w.send(0, "lost@example.com");
    auto& server = section(w.config(), "server");
    server["secret"] = "SECOND_SECRET";
    w.restart();
    w.send(0, "kept@example.com");
    server["secret"] = "THIRD_SECRET";
    server["previousSecret"] = "SECOND_SECRET";
    w.config()["email"] = parse(outbox_world::by(sink));
    w.restart();
    w.send(0, "new@example.com");
    REQUIRE(w.wait_none(unsent));
    CHECK(copies(sink) ==
          std::map<std::string, int>{{"kept@example.com", 1}, {"new@example.com", 1}});
    CHECK(w.count("recipient = 'lost@example.com' AND failed_at IS NOT NULL AND data IS NULL AND "
                  "last_error LIKE '%sealed with a key that is gone%'") == 1);
}

TEST_CASE("a server that is to stop does not wait for one that says nothing") {
    const smtp_sink sink;
    sink.behave("mute");
    outbox_nodes w{outbox_world::by(sink)};
    for (int i = 0; i < 3; ++i) w.send(0, address_of(i));
    REQUIRE(sink.wait_connections(1));
    w.node().signal(SIGTERM);
    CHECK(w.node().wait_exit(25s) == 0); // and not for the 30 s that a greeting may take
    CHECK(w.count("attempts = 0 AND unresolved = 0 AND next_attempt_at <= now()") == 3);
    sink.behave("accept");
    w.add_node();
    CHECK(w.wait_none(unsent));
    CHECK(sink.mails().size() == 3);
}

TEST_CASE("a server that is to stop waits a while for the answer to what it handed over") {
    const smtp_sink sink;
    sink.behave("silent");
    outbox_nodes w{outbox_world::by(sink)};
    for (int i = 0; i < 3; ++i) w.send(0, address_of(i));
    REQUIRE(sink.wait_mails(1));
    w.node().signal(SIGTERM);
    CHECK(w.node().wait_exit(25s) == 0); // it answers neither the mail nor QUIT, for 30 s each
    CHECK(w.count("attempts = 1 AND unresolved = 1 AND last_error LIKE 'no answer after%'") == 1);
    CHECK(w.count("attempts = 0 AND unresolved = 0") == 2);
    sink.behave("accept");
    w.make_due();
    w.add_node();
    CHECK(w.wait_none(unsent));
    CHECK(sink.mails().size() == 4);
}

TEST_CASE("while the database is away there is one line, and mails leave once it is back") {
    const smtp_sink sink;
    private_postgres postgres;
    auto config = parse(outbox_world::sections(outbox_world::by(sink))).as_object();
    config["appId"] = "mail-test";
    config["mode"] = "development";
    config["authorization"] = json::object{{"enabled", false}};
    config["database"] = json::object{{"url", "TEST_DATABASE_URL"}};
    server_options o;
    o.config = json::serialize(config);
    o.environment = crud_world::environment();
    o.environment["TEST_DATABASE_URL"] = postgres.dsn();
    server_process node{o};
    postgres.stop();
    REQUIRE(node.wait_log("\"mail.outbox\"", 30s));
    std::this_thread::sleep_for(5s); // several rounds
    postgres.start();
    REQUIRE(node.wait_log("it goes on", 60s));
    REQUIRE(node.wait_ready(60s));
    CHECK(node.client()
              .post("/send", R"({"to":"ada@example.com","purpose":"newDevice","token":""})")
              .status == 200);
    CHECK(sink.wait_mails(1));
    const auto log = node.log();
    INFO(log);
    CHECK(times(R"("work":"mail.outbox","reason")", log) == 1);
    CHECK(times(R"("work":"mail.outbox","failures")", log) == 1);
}
