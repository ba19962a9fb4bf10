// A server that sends mails, and a plugin that asks it to.
#pragma once
#include "crud_world.hpp"
#include "support/quoted_printable.hpp"
#include "support/smtp_sink.hpp"
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

namespace nucleus::testing {

struct outbox_world : crud_world {
    explicit outbox_world(const std::string& email = "{}")
        : crud_world{"[]", true, R"(["get.mail_outbox"])", sections(email)} {}

    static std::string sections(const std::string& email) {
        return R"({"plugins": {"load": ["auth", "crud", "mail", ")" CONTRACT_PLUGINS
               R"(/sends_mail.so"]}, "server": {"threads": 2, "metricsToken": "GOD_PASSWORD"}, "email": )" +
               email + "}";
    }
    /// A section `email` that sends to the sink; further keys of `smtp`, and of the section.
    static std::string by(const smtp_sink& sink, const std::string& smtp = R"("startTls": "off")",
                          const std::string& more = "") {
        return R"({"provider": "smtp", "from": {"email": "shop@example.com", "name": "Tee & Söhne"},
                   "smtp": {"url": ")" +
               sink.url() + R"(", )" + smtp + "}" + more + "}";
    }
    answer send(const std::string& purpose, const std::string& token, bool fail = false) {
        json::object body{{"to", "ada@example.com"}, {"purpose", purpose}, {"token", token}};
        if (fail) body["fail"] = true;
        return anyone().post("/send", json::serialize(body));
    }
    std::string metrics() {
        auto c = anyone();
        c.bearer = environment().at("GOD_PASSWORD");
        return c.get("/metrics").body;
    }
    /// Waits until the only mail of the outbox meets a condition.
    bool wait_row(const std::string& condition) {
        using namespace std::chrono_literals;
        const auto c = connect();
        for (int i = 0; i < 200; ++i) {
            if (ask(c, "SELECT count(*) FROM main.mail_outbox WHERE " + condition) == "1")
                return true;
            std::this_thread::sleep_for(100ms);
        }
        UNSCOPED_INFO(ask(c, "SELECT row_to_json(m)::text FROM main.mail_outbox m"));
        return false;
    }
    void make_due() { ask("UPDATE main.mail_outbox SET next_attempt_at = now()"); }
    /// The .eml files of the default folder.
    std::vector<std::filesystem::path> files() {
        std::vector<std::filesystem::path> found;
        std::error_code ignored;
        const auto parsed = parse(config_text("[]"));
        const std::filesystem::path data{parsed.at("database").at("dataDir").as_string().c_str()};
        for (const auto& f : std::filesystem::directory_iterator{data / "mail", ignored})
            if (f.path().extension() == ".eml") found.push_back(f.path());
        return found;
    }
    static std::string text_of(const std::filesystem::path& file) {
        std::ifstream in{file, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
};

}
