// Mails leave after the commit, and only then; what becomes of them is on record.
#include "outbox_world.hpp"
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>

using namespace nucleus::testing;
using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

namespace {

const std::string token = "Zm9yLW9uZS11c2Utb25seS1hbmQtbm90LWxvbmc";

}

TEST_CASE("a mail becomes one file that holds its link, and its token is nowhere else") {
    outbox_world w;
    REQUIRE(w.send("resetPassword", token).status == 200);
    REQUIRE(w.wait_row("sent_at IS NOT NULL AND data IS NULL AND attempts = 1 AND unresolved = 0"));
    const auto files = w.files();
    REQUIRE(files.size() == 1);
    const auto text = w.text_of(files[0]);
    CHECK_THAT(unquoted(text), ContainsSubstring("/auth/link#resetPassword=" + token));
    CHECK_THAT(text, ContainsSubstring("To: <ada@example.com>\r\n"));
    CHECK_THAT(files[0].filename().string(), ContainsSubstring("Z-resetPassword-"));
    CHECK(std::filesystem::status(files[0]).permissions() == std::filesystem::perms{0600});
    CHECK(std::filesystem::status(files[0].parent_path()).permissions() ==
          std::filesystem::perms{0700});
    CHECK(w.ask("SELECT count(*) FROM main.mail_outbox m WHERE m::text LIKE '%" + token + "%'") ==
          "0");
    CHECK_THAT(w.server().log(), ContainsSubstring("resetPassword") && !ContainsSubstring(token) &&
                                     !ContainsSubstring("ada@example.com"));
    CHECK_THAT(w.metrics(), ContainsSubstring("nucleus_mails_sent_total 1") &&
                                ContainsSubstring("nucleus_mails_waiting"));
}

TEST_CASE("what rests is sealed, and what is rolled back never leaves") {
    outbox_world w{R"({"enabled": false})"};
    CHECK(w.send("magicLink", token, true).status == 500);
    CHECK(w.send("nonsense", token).status == 500);
    CHECK(w.send("magicLink", "").status == 500);
    CHECK(w.ask("SELECT count(*) FROM main.mail_outbox") == "0");
    REQUIRE(w.send("magicLink", token).status == 200);
    CHECK(w.ask("SELECT count(*) FROM main.mail_outbox m WHERE data IS NOT NULL AND m::text NOT "
                "LIKE '%" +
                token + "%'") == "1");
    std::this_thread::sleep_for(2500ms);
    CHECK(w.files().empty()); // it waits
    auto c = parse(w.config_text("[]"));
    c.as_object()["email"] = json::object{};
    w.server().write_config(json::serialize(c));
    w.server().signal(SIGHUP);
    CHECK(w.wait_row("sent_at IS NOT NULL"));
    CHECK(w.files().size() == 1);
}

TEST_CASE("the mails of one tenant do not wait behind all of another's") {
    outbox_world w{R"({"enabled": false})"};
    for (int i = 0; i < 48; ++i) REQUIRE(w.send("magicLink", token).status == 200);
    w.ask("UPDATE main.mail_outbox SET schema_name = CASE WHEN id IN (SELECT id FROM "
          "main.mail_outbox ORDER BY next_attempt_at DESC LIMIT 3) THEN 'tenant_quiet' ELSE "
          "'tenant_loud' END");
    auto c = parse(w.config_text("[]"));
    c.as_object()["email"] = json::object{};
    w.server().write_config(json::serialize(c));
    w.server().signal(SIGHUP);
    REQUIRE(w.wait_row("id = (SELECT id FROM main.mail_outbox ORDER BY id LIMIT 1) AND NOT EXISTS "
                       "(SELECT FROM main.mail_outbox WHERE sent_at IS NULL)"));
    // Turn by turn: its third one leaves behind three of the other's at most.
    CHECK(w.ask("SELECT count(*) <= 3 FROM main.mail_outbox WHERE schema_name = 'tenant_loud' AND "
                "sent_at < (SELECT max(sent_at) FROM main.mail_outbox WHERE schema_name = "
                "'tenant_quiet')") == "t");
}

TEST_CASE("a server takes a mail once, from and to whom it should") {
    const smtp_sink sink{{.sign_in = GENERATE(as<std::string>{}, "PLAIN", "LOGIN")}};
    outbox_world w{outbox_world::by(
        sink, R"("startTls": "off", "username": "GOD_EMAIL", "password": "GOD_PASSWORD")")};
    REQUIRE(w.send("verifyEmail", token).status == 200);
    REQUIRE(w.wait_row("sent_at IS NOT NULL"));
    const auto mails = sink.mails();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].at("from") == "shop@example.com");
    CHECK(mails[0].at("to") == json::array{"ada@example.com"});
    CHECK(mails[0].at("user") == "god@example.com");
    CHECK(mails[0].at("subject") == "Confirm your address for Tee & Söhne");
    CHECK(mails[0].at("sender").at(0).at("name") == "Tee & Söhne");
    const std::string text{mails[0].at("data").as_string()};
    CHECK_THAT(unquoted(text),
               ContainsSubstring("#verifyEmail=" + token) && ContainsSubstring("Tee &amp; Söhne"));
    CHECK_THAT(text, ContainsSubstring("\r\nFrom: =?UTF-8?B?"));
    CHECK_THAT(text, ContainsSubstring("Message-ID: <" + w.ask("SELECT id FROM main.mail_outbox") +
                                       "@example.com>"));
    CHECK_THAT(w.server().log(), !ContainsSubstring("Almighty-Horse"));
}

TEST_CASE("what a server refuses for good is a dead letter that can be read") {
    const smtp_sink sink;
    const std::string how = GENERATE(as<std::string>{}, "refuse", "content");
    sink.behave(how);
    outbox_world w{outbox_world::by(sink)};
    w.send("invite", token);
    REQUIRE(w.wait_row("failed_at IS NOT NULL AND data IS NULL AND attempts = 1"));
    auto god = w.god();
    const auto seen = god.get("/mailOutbox");
    INFO(seen.body);
    CHECK(seen.text("/data/items/0/lastError") ==
          (how == "refuse" ? "550 5.1.1 no such user" : "554 5.6.0 not like this"));
    CHECK(seen.body.find("\"data\":{\"items\"") != std::string::npos);
    CHECK(seen.at("/data/items/0").as_object().count("data") == 0);
    CHECK(god.del("/mailOutbox/" + seen.text("/data/items/0/id")).status == 405);
    CHECK(w.anyone().get("/mailOutbox").status == 401);
    CHECK(sink.connections() == 1);
    CHECK_THAT(w.metrics(), ContainsSubstring(R"(nucleus_mails_failed_total{how="dead"} 1)"));
}

TEST_CASE("what a server refuses for now is tried again") {
    const smtp_sink sink;
    sink.behave(GENERATE(as<std::string>{}, "later", "sender", "busy", "full"));
    outbox_world w{outbox_world::by(sink)};
    w.send("invite", token);
    REQUIRE(w.wait_row("attempts = 1 AND unresolved = 0 AND last_error IS NOT NULL AND "
                       "next_attempt_at BETWEEN now() AND now() + interval '13 seconds'"));
    const auto before = sink.mails().size(); // "full" has read it
    sink.behave("accept");
    w.make_due();
    CHECK(w.wait_row("sent_at IS NOT NULL AND attempts = 2 AND last_error IS NULL"));
    CHECK(sink.mails().size() == before + 1);
}

TEST_CASE("a server that is not there costs nothing but time") {
    outbox_world w{R"({"provider": "smtp", "smtp": {"url": "smtp://127.0.0.1:1"}})"};
    w.send("invite", token);
    CHECK(w.wait_row("attempts = 1 AND unresolved = 0 AND last_error IS NOT NULL AND data IS NOT "
                     "NULL"));
}

TEST_CASE("a mail that may have arrived is sent once more at most") {
    const smtp_sink sink;
    sink.behave("die");
    outbox_world w{outbox_world::by(sink)};
    w.send("invite", token);
    REQUIRE(w.wait_row("attempts = 1 AND unresolved = 1 AND last_error IS NOT NULL"));
    w.make_due();
    REQUIRE(w.wait_row("attempts = 2 AND unresolved = 2 AND next_attempt_at < now() + interval '1 "
                       "minute'"));
    w.make_due();
    CHECK(w.wait_row("failed_at IS NOT NULL AND data IS NULL AND last_error LIKE '%may have been "
                     "delivered%'"));
    const auto mails = sink.mails();
    REQUIRE(mails.size() == 2);
    CHECK(mails[0].at("data") == mails[1].at("data")); // the same Message-ID, among others
}

TEST_CASE("an unsure mail that then arrives is sure") {
    const smtp_sink sink;
    sink.behave("die");
    outbox_world w{outbox_world::by(sink)};
    w.send("invite", token);
    REQUIRE(w.wait_row("attempts = 1 AND unresolved = 1 AND last_error IS NOT NULL"));
    sink.behave("accept");
    w.make_due();
    CHECK(w.wait_row("sent_at IS NOT NULL AND unresolved = 0"));
    CHECK(sink.mails().size() == 2);
}

TEST_CASE("a server that was killed in between takes its rows up again, and knows no more") {
    const smtp_sink sink;
    sink.behave("slow");
    outbox_world w{outbox_world::by(sink)};
    w.send("invite", token);
    for (int i = 0; i < 100 && sink.mails().empty(); ++i) std::this_thread::sleep_for(50ms);
    REQUIRE(sink.mails().size() == 1); // handed over, not answered yet
    REQUIRE(::kill(w.server().serving_child(), SIGKILL) == 0);
    CHECK(w.ask("SELECT unresolved || ' ' || (next_attempt_at > now() + interval '1 minute')::text "
                "FROM main.mail_outbox") == "1 true");
    sink.behave("accept");
    REQUIRE(w.server().wait_ready());
    std::this_thread::sleep_for(2s);
    CHECK(sink.mails().size() == 1); // the lease holds
    w.make_due();
    CHECK(w.wait_row("sent_at IS NOT NULL AND attempts = 2"));
    CHECK(sink.mails().size() == 2);
}

TEST_CASE("stopping waits for the mail that was handed over, and leaves the others for later") {
    const smtp_sink sink;
    sink.behave("slow");
    outbox_world w{outbox_world::by(sink)};
    for (int i = 0; i < 3; ++i) w.send("invite", token);
    for (int i = 0; i < 100 && sink.mails().empty(); ++i) std::this_thread::sleep_for(50ms);
    w.server().signal(SIGUSR2); // a new child: the old one drains and stops
    const auto c = w.connect();
    bool all = false;
    for (int i = 0; i < 300 && !all; ++i) {
        std::this_thread::sleep_for(100ms);
        all = w.ask(c, "SELECT count(*) FROM main.mail_outbox WHERE sent_at IS NOT NULL") == "3";
    }
    CHECK(all);
    CHECK(sink.mails().size() == 3);
    CHECK(w.ask("SELECT string_agg(attempts::text, ' ') FROM main.mail_outbox") == "1 1 1");
}

TEST_CASE("templates of one's own are used, and one with a fault is told of") {
    const temp_folder folder;
    folder.write("invite.subject.txt", "Komm zu {{appName}}, {{name}}");
    folder.write("invite.txt", "Hier entlang: {{link}}\n{{name}}\n");
    folder.write("magicLink.txt", "a\nb {{lnk}}\n");
    outbox_world w{R"({"templates": ")" + folder.path().string() + R"("})"};
    CHECK_THAT(w.server().log(),
               ContainsSubstring("magicLink.txt") && ContainsSubstring("there is no {{lnk}} here"));
    w.send("invite", token);
    REQUIRE(w.wait_row("sent_at IS NOT NULL"));
    const auto text = unquoted(w.text_of(w.files().at(0)));
    CHECK_THAT(text, ContainsSubstring("Hier entlang: http://") &&
                         ContainsSubstring("Subject: Komm zu 127.0.0.1, \r\n"));
}

TEST_CASE("a config that could not send, or not safely, is refused") {
    const temp_folder folder;
    const auto checked = [&](const std::string& mode, const std::string& email) {
        const auto file = folder.write("config.json", R"({"mode":")" + mode + R"(","email":)" +
                                                          email + R"(,"server":{"secret":"S"}})");
        const auto done =
            run_nucleusd({"check-config", "--config", file},
                         {{"S", "k3vT9qLr2XnB7wYc5ZmD8hJf4PsA6gUe"}, {"U", "user"}, {"P", "word"}});
        return done.code == 0 ? std::string{"sound"} : done.out + done.err;
    };
    CHECK(checked("development", "{}") == "sound");
    CHECK_THAT(checked("production", "{}"),
               ContainsSubstring("$.email.provider") && ContainsSubstring("$.email.from.email"));
    CHECK(checked("production", R"({"provider":"file","from":{"email":"a@example.com"}})") ==
          "sound");
    CHECK_THAT(checked("development", R"({"provider":"smtp"})"), ContainsSubstring("smtp.url"));
    CHECK_THAT(checked("development", R"({"links":{"invite":"{publicUrl}/x"}})"),
               ContainsSubstring("$.email.links.invite"));
    const std::string login = R"("username":"U","password":"P")";
    CHECK_THAT(checked("development", R"({"provider":"smtp","smtp":{"startTls":"off",)" + login +
                                          R"(,"url":"smtp://mail.example.com:25"}})"),
               ContainsSubstring("$.email.smtp.startTls"));
    CHECK(checked("development", R"({"provider":"smtp","smtp":{"startTls":"off",)" + login +
                                     R"(,"url":"smtp://localhost:25"}})") == "sound");
    CHECK_THAT(checked("development", R"({"smtp":{"url":"smtp://user:word@mail.example.com:25"}})"),
               ContainsSubstring("$.email.smtp.url"));
}
