// A server whose mails land in a folder.
#pragma once
#include "auth_world.hpp"
#include "support/quoted_printable.hpp"
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace nucleus::testing {

/// A base, so that it is there before the server and after it.
struct mail_folder {
    temp_folder made;
};

/// With everything that mails on; several mails to one address need no waiting.
class mail_world : private mail_folder, public auth_world {
public:
    explicit mail_world(const std::function<void(json::object&)>& change = {})
        : auth_world{[&](json::object& c) {
            auto& email = section(c, "email");
            email["provider"] = "file";
            section(email, "file")["directory"] = folder().string();
            section(c, "authentication")["resendCooldown"] = "0s";
            section(c, "authentication")["redirectAllowList"] =
                json::array{"https://app.example.com/"};
            if (change) change(c);
        }} {}

    /// The next mail of that purpose to that address, decoded.
    std::string mail(const std::string& purpose, const std::string& to) {
        for (int i = 0; i < 3000; ++i) { // a minute
            for (const auto& file : std::filesystem::directory_iterator(folder())) {
                const auto name = file.path().filename().string();
                if (!name.ends_with(".eml") || name.find("-" + purpose + "-") == name.npos ||
                    read_.contains(name))
                    continue;
                const auto text = decoded(file.path());
                if (text.find("To: <" + to + ">\r\n") == text.npos) continue;
                read_.insert(name);
                return text;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
        FAIL("no mail " << purpose << " to " << to << "\n" << node().log());
        return {};
    }
    /// What its link carries.
    std::string token(const std::string& purpose, const std::string& to) {
        return token_in(mail(purpose, to), purpose);
    }
    std::string token_in(const std::string& text, const std::string& purpose) {
        const auto mark = "#" + purpose + "=";
        const auto at = text.find(mark);
        INFO(text);
        REQUIRE(at != text.npos);
        auto carried = text.substr(at + mark.size(), 43);
        node().must_not_log(carried);
        return carried;
    }
    /// How many mails there are; those that are on their way included.
    int mails() const { return std::stoi(ask("SELECT count(*) FROM main.mail_outbox")); }
    /// An account with a confirmed address, signed in.
    http_client confirmed(const std::string& name) {
        const auto email = name + "@example.com";
        auto c = client();
        const auto made = c.post("/auth/register", credentials(name));
        INFO(made.body);
        REQUIRE(made.status == 200);
        REQUIRE(c.post("/auth/verify-email", R"({"token":")" + token("verifyEmail", email) + "\"}")
                    .status == 200);
        REQUIRE(c.post("/auth/login", credentials(name)).status == 200);
        return c;
    }
    http_client god() {
        auto c = client();
        REQUIRE(
            c.post("/auth/login", R"({"email":"god@example.com","password":"Almighty-Horse-9"})")
                .status == 200);
        return c;
    }

private:
    [[nodiscard]] std::filesystem::path folder() const { return made.path(); }
    static std::string decoded(const std::filesystem::path& file) {
        std::ifstream in{file, std::ios::binary};
        std::stringstream all;
        all << in.rdbuf();
        return unquoted(all.str());
    }

    std::set<std::string> read_;
};

// What the tests send.
inline const std::string ada = "ada@example.com";

inline std::string with_token(const std::string& token, const std::string& more = {}) {
    return R"({"token":")" + token + "\"" + more + "}";
}
inline std::string address(const std::string& email) { return R"({"email":")" + email + "\"}"; }
inline std::string reset_to(const std::string& token, const std::string& fresh) {
    return with_token(token, R"(,"newPassword":")" + fresh + "\"");
}
inline std::string sign_in(const std::string& email, const std::string& with) {
    return R"({"email":")" + email + R"(","password":")" + with + "\"}";
}

inline constexpr const char* register_path = "/auth/register";
inline constexpr const char* verify = "/auth/verify-email";
inline constexpr const char* request_reset = "/auth/password/reset-request";
inline constexpr const char* confirm_reset = "/auth/password/reset-confirm";
inline constexpr const char* magic = "/auth/magic-link";
inline constexpr const char* enter = "/auth/magic-link/verify";
inline constexpr const char* invite = "/auth/invite";
inline constexpr const char* accept = "/auth/invite/verify";
inline constexpr const char* change_email = "/auth/email/change";
inline constexpr const char* confirm_email = "/auth/email/change-confirm";

inline std::string without_request_id(const answer& a) {
    auto body = a.body;
    const auto at = body.find("\"requestId\"");
    return std::to_string(a.status) + " " + body.substr(0, at);
}

}
