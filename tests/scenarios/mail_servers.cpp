// Mail servers as they are: that encrypt, want a password, are slow, or gone.
#include "outbox_world.hpp"
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace nucleus::testing;
using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

namespace {

const std::string token = "Zm9yLW9uZS11c2Utb25seS1hbmQtbm90LWxvbmc";
const std::string login = R"("username": "GOD_EMAIL", "password": "GOD_PASSWORD")";
constexpr const char* tried = "attempts = 1 AND unresolved = 0 AND last_error IS NOT NULL AND "
                              "failed_at IS NULL AND data IS NOT NULL";

std::string trusting(const test_certificate& c) { return R"(, "caFile": ")" + c.file() + "\""; }

/// "QWxtaWdodHktSG9yc2UtOQ==" is the password in base64, as LOGIN sends it; the other as PLAIN
/// does.
void check_silent(const server_process& server) {
    const auto log = server.log();
    for (const auto* secret :
         {"Almighty-Horse", "QWxtaWdodHktSG9yc2UtOQ", "AGdvZEBleGFtcGxlLmNvbQ", token.c_str()})
        CHECK_THAT(log, !ContainsSubstring(secret));
}

}

TEST_CASE("a server that encrypts and wants a password gets both") {
    const test_certificate certificate{"IP:127.0.0.1"};
    const std::string how = GENERATE(as<std::string>{}, "starttls", "implicit");
    const smtp_sink sink{{.tls = how,
                          .certificate = &certificate,
                          .sign_in = how == "starttls" ? "PLAIN" : "LOGIN"}};
    outbox_world w{outbox_world::by(sink, login + trusting(certificate))};
    w.send("invite", token);
    REQUIRE(w.wait_row("sent_at IS NOT NULL AND attempts = 1"));
    const auto mails = sink.mails();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].at("encrypted") == true);
    CHECK(mails[0].at("user") == "god@example.com");
    const auto said = sink.commands();
    if (how == "starttls") CHECK(said.find("STARTTLS") < said.find("AUTH"));
    check_silent(w.server());
}

TEST_CASE("a certificate that nobody vouches for, or of another name, is told nothing") {
    struct distrust {
        const char *name, *trusted, *tls, *level;
    };
    const auto c = GENERATE(distrust{"IP:127.0.0.1", "nobody", "starttls", "required"},
                            distrust{"IP:127.0.0.1", "nobody", "starttls", "optional"},
                            distrust{"IP:127.0.0.1", "another", "implicit", "required"},
                            distrust{"DNS:mail.example.com", "itself", "starttls", "required"},
                            distrust{"DNS:mail.example.com", "itself", "implicit", "required"});
    CAPTURE(c.name, c.trusted, c.tls, c.level);
    const test_certificate certificate{c.name}, another{c.name};
    const smtp_sink sink{{.tls = c.tls, .certificate = &certificate, .sign_in = "PLAIN"}};
    const std::string trusted{c.trusted};
    outbox_world w{outbox_world::by(sink, login + R"(, "startTls": ")" + c.level + "\"" +
                                              (trusted == "itself"    ? trusting(certificate)
                                               : trusted == "another" ? trusting(another)
                                                                      : ""))};
    w.send("invite", token);
    REQUIRE(w.wait_row(tried));
    CHECK(sink.connections() == 1);
    CHECK(sink.mails().empty());
    CHECK_THAT(sink.commands(), !ContainsSubstring("AUTH") && !ContainsSubstring("MAIL"));
    CHECK_THAT(w.ask("SELECT last_error FROM main.mail_outbox"), ContainsSubstring("SSL"));
    check_silent(w.server());
}

TEST_CASE("where the encryption is gone, neither password nor mail is sent") {
    const smtp_sink sink{{.sign_in = "PLAIN"}}; // as if somebody in between had removed STARTTLS
    outbox_world w{outbox_world::by(sink, login)};
    w.send("invite", token);
    REQUIRE(w.wait_row(tried));
    CHECK(sink.connections() == 1);
    CHECK(sink.mails().empty());
    CHECK_THAT(sink.commands(), !ContainsSubstring("AUTH") && !ContainsSubstring("MAIL"));
    check_silent(w.server());
}

TEST_CASE("a password that is refused may be mended, and is repeated nowhere") {
    const std::string way = GENERATE(as<std::string>{}, "PLAIN", "LOGIN");
    const std::string mode = way == "PLAIN" ? "accept" : "parrot";
    const auto port = free_port();
    outbox_world w{R"({"provider": "smtp", "smtp": {"startTls": "off", )" + login +
                   R"(, "url": "smtp://127.0.0.1:)" + std::to_string(port) + "\"}}"};
    {
        const smtp_sink sink{{.port = port, .sign_in = way, .password = "Another-Horse"}};
        sink.behave(mode);
        w.send("invite", token);
        REQUIRE(w.wait_row(tried));
        CHECK(w.ask("SELECT last_error FROM main.mail_outbox") ==
              "the sign-in was answered 535 5.7.8");
        CHECK_THAT(sink.commands(), !ContainsSubstring("MAIL"));
    }
    check_silent(w.server());
    const smtp_sink sink{{.port = port, .sign_in = way}};
    w.make_due();
    CHECK(w.wait_row("sent_at IS NOT NULL AND attempts >= 2"));
    CHECK(sink.mails().size() == 1);
}

TEST_CASE("a server that is not there yet gets the mail once it is") {
    const auto port = free_port();
    outbox_world w{R"({"provider": "smtp", "smtp": {"startTls": "off", "url": "smtp://127.0.0.1:)" +
                   std::to_string(port) + "\"}}"};
    w.send("invite", token);
    REQUIRE(w.wait_row(tried));
    const smtp_sink sink{{.port = port}};
    CHECK(w.wait_row("sent_at IS NOT NULL")); // by itself, after 10 s
    CHECK(sink.mails().size() == 1);
}

TEST_CASE("a server that speaks a letter at a time gets its mail once") {
    const smtp_sink sink;
    sink.behave("drip");
    outbox_world w{outbox_world::by(sink)};
    w.send("invite", token);
    CHECK(w.wait_row("sent_at IS NOT NULL AND attempts = 1"));
    CHECK(sink.mails().size() == 1);
    CHECK(sink.connections() == 1);
}

TEST_CASE("a mail that was cut off half-way did not arrive, which is known") {
    const temp_folder folder; // more than what can be on its way
    folder.write("invite.txt", "{{link}}\n" + std::string(20'000'000, 'x'));
    const smtp_sink sink;
    sink.behave("cut");
    outbox_world w{outbox_world::by(sink, R"("startTls": "off")",
                                    R"(, "templates": ")" + folder.path().string() + "\"")};
    w.send("invite", token);
    REQUIRE(w.wait_row(tried));
    CHECK(sink.mails().empty());
    sink.behave("accept");
    w.make_due();
    CHECK(w.wait_row("sent_at IS NOT NULL AND attempts >= 2"));
    CHECK(sink.mails().size() == 1);
}

TEST_CASE("nothing that a user writes becomes a header, a recipient or a command") {
    const temp_folder folder;
    folder.write("invite.subject.txt", "For {{name}}");
    const smtp_sink sink;
    outbox_world w{outbox_world::by(sink, R"("startTls": "off")",
                                    R"(, "templates": ")" + folder.path().string() + "\"")};
    const std::string evil = "Ada\r\nBcc: eve@example.com\r\n\r\n<b>.\r\n.\r\nRCPT TO:<eve@a.com>";
    for (const auto& to : {"ada@example.com\r\nRCPT TO:<eve@example.com>",
                           "ada@example.com> <eve@example.com", "ada@example.com,eve@example.com"})
        CHECK(w.anyone()
                  .post("/send", json::serialize(json::object{
                                     {"to", to}, {"purpose", "invite"}, {"token", token}}))
                  .status == 500);
    const json::object body{{"to", "ada@example.com"},
                            {"purpose", "invite"},
                            {"token", token},
                            {"values", {{"name", evil}, {"inviter", evil}}}};
    REQUIRE(w.anyone().post("/send", json::serialize(body)).status == 200);
    REQUIRE(w.wait_row("sent_at IS NOT NULL"));
    const auto mails = sink.mails();
    REQUIRE(mails.size() == 1);
    const auto& m = mails[0];
    CHECK(m.at("to") == json::array{"ada@example.com"});
    CHECK(m.at("headers") == json::array{"date", "from", "to", "message-id", "subject",
                                         "auto-submitted", "mime-version", "content-type"});
    CHECK_THAT(std::string{m.at("subject").as_string()},
               ContainsSubstring("For Ada") && ContainsSubstring("Bcc: eve@example.com"));
    CHECK_THAT(std::string{m.at("html").as_string()}, !ContainsSubstring("<b>"));
    CHECK_THAT(std::string{m.at("text").as_string()}, ContainsSubstring("#invite=" + token));
    const auto said = sink.commands();
    CHECK(said.substr(said.find("\"MAIL")) ==
          "\"MAIL FROM:<shop@example.com>\"\n\"RCPT TO:<ada@example.com>\"\n\"DATA\"\n\"QUIT\"\n");
}
