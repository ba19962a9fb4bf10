// Accounts whose new devices have to be approved.
#pragma once
#include "mail_world.hpp"

namespace nucleus::testing {

inline constexpr const char* login = "/auth/login";
inline constexpr const char* refresh = "/auth/refresh";
inline constexpr const char* pending = "/auth/sessions/pending";
inline constexpr const char* approve = "/auth/sessions/approve";
inline constexpr const char* reject = "/auth/sessions/reject";

/// With mails, but addresses need not be confirmed: whoever registers is signed in, on the first
/// device.
struct device_world : mail_world {
    explicit device_world(const std::function<void(json::object&)>& change = {})
        : mail_world{[&](json::object& c) {
            auto& a = section(c, "authentication");
            section(a, "emailVerification")["enabled"] = false;
            section(section(a, "sessions"), "newDeviceApproval")["enabled"] = true;
            if (change) change(c);
        }} {}

    /// A sign-in on a device that is not known, and what it was told.
    struct newcomer {
        http_client client;
        std::string id, code;
    };
    newcomer arrive(const std::string& name, header_list headers = {}) {
        newcomer n{client(), {}, {}};
        const auto a = n.client.post(login, credentials(name), std::move(headers));
        INFO(a.body);
        REQUIRE(a.status == 202);
        n.id = a.text("/data/session/id");
        n.code = a.text("/data/approvalCode");
        return n;
    }
    /// The same, approved and signed in.
    http_client settle(http_client& by, const std::string& name) {
        auto n = arrive(name);
        REQUIRE(by.post(approve, with_code(n)).status == 200);
        REQUIRE(n.client.send("POST", refresh, "").status == 200);
        return std::move(n.client);
    }
    static std::string with_code(const newcomer& n) { return with_code(n.id, n.code); }
    static std::string with_code(const std::string& id, const std::string& code) {
        return R"({"id":")" + id + R"(","code":")" + code + "\"}";
    }
    static std::string with_id(const std::string& id) { return R"({"id":")" + id + "\"}"; }
    static std::string wrong_code(const newcomer& n) { return n.code == "00" ? "01" : "00"; }
    [[nodiscard]] std::string of_session(const std::string& id, const std::string& column) const {
        return ask("SELECT " + column + "::text FROM main.user_sessions WHERE id = '" + id + "'");
    }
};

}
