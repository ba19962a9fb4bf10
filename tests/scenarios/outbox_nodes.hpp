// Servers that send the mails of one outbox.
#pragma once
#include "auth_world.hpp"
#include "outbox_world.hpp"

namespace nucleus::testing {

struct outbox_nodes : auth_world {
    explicit outbox_nodes(const std::string& email)
        : auth_world{[&](json::object& c) {
            const auto sections = parse(outbox_world::sections(email));
            c["email"] = sections.at("email");
            c["plugins"] = sections.at("plugins");
        }} {}

    void send(std::size_t from, const std::string& to) {
        const json::object body{{"to", to}, {"purpose", "invite"}, {"token", "only-for-" + to}};
        const auto a = node(from).client().post("/send", json::serialize(body));
        INFO(a.body);
        REQUIRE(a.status == 200);
    }
    /// How many rows meet a condition.
    int count(const std::string& condition) const {
        return std::stoi(ask("SELECT count(*) FROM main.mail_outbox WHERE " + condition));
    }
    bool wait_none(const std::string& condition) const {
        using namespace std::chrono_literals;
        for (int i = 0; i < 1200; ++i) {
            if (count(condition) == 0) return true;
            std::this_thread::sleep_for(100ms);
        }
        UNSCOPED_INFO(ask("SELECT row_to_json(m)::text FROM main.mail_outbox m WHERE " + condition +
                          " LIMIT 1"));
        return false;
    }
    void make_due() const { ask("UPDATE main.mail_outbox SET next_attempt_at = now()"); }
};

/// How often each address was sent a mail.
inline std::map<std::string, int> copies(const smtp_sink& sink) {
    std::map<std::string, int> counted;
    for (const auto& m : sink.mails()) ++counted[m.at("to").at(0).as_string().c_str()];
    return counted;
}

}
