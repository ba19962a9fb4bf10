// A server whose every form demands a captcha.
#pragma once
#include "config/master_key.hpp"
#include "domain/captcha.hpp"
#include "mail_world.hpp"

namespace nucleus::testing {

inline constexpr const char* generate = "/auth/captcha/generate";
inline constexpr const char* validate = "/auth/captcha/validate";

class captcha_world : public mail_world {
public:
    explicit captcha_world(const std::function<void(json::object&)>& change = {})
        : mail_world{[&](json::object& c) {
            section(c, "authentication")["captcha"] = json::parse(
                R"({"enabled": true, "maxNumber": 1000, "forms":
                    ["login", "register", "passwordReset", "magicLink", "resendVerification"]})");
            if (change) change(c);
        }} {}

    static json::object& block(json::object& config) {
        return section(section(config, "authentication"), "captcha");
    }

    /// The data of a new challenge; "" for no form.
    json::object challenge(const std::string& form, const std::string& type = "pow") {
        http_client c{node().port()};
        json::object wanted{{"type", type}};
        if (!form.empty()) wanted["form"] = form;
        const auto made = c.post(generate, json::serialize(wanted));
        INFO(made.body);
        REQUIRE(made.status == 200);
        return made.at("/data").as_object();
    }
    /// What a person reads in the picture, or a computer finds: by the server's secret, so that
    /// the server needs no back door for tests.
    std::string solution(const std::string& id) const {
        const auto key = config::derive_key(environment().at("TEST_SECRET"), "auth.captcha.seal");
        const auto c = auth::open_challenge({key, {}}, "main", id);
        REQUIRE(c);
        return c->answer;
    }
    std::string solution(const json::object& challenge) const { return solution(text(challenge)); }
    /// `{"id":…,"answer":…}`, right or wrong.
    std::string proof(const std::string& form, const std::string& type = "pow") {
        return answered(challenge(form, type));
    }
    std::string answered(const json::object& challenge) const {
        return with_answer(text(challenge), solution(challenge));
    }
    static std::string with_answer(const std::string& id, const std::string& answer) {
        return json::serialize(json::object{{"id", id}, {"answer", answer}});
    }
    /// A token for a right answer.
    std::string token(const std::string& form) {
        http_client c{node().port()};
        const auto a = c.post(validate, proof(form));
        REQUIRE(a.at("/data/valid") == true);
        return a.text("/data/captchaToken");
    }
    using mail_world::token;
    static std::string by_token(const std::string& token) {
        return R"({"token":")" + token + "\"}";
    }
    static std::string text(const json::object& challenge, const char* name = "id") {
        return challenge.at(name).as_string().c_str();
    }
    int spent() const { return std::stoi(ask("SELECT count(*) FROM main.captcha_spent")); }
    /// An account that can sign in.
    void account(const std::string& name) {
        auto c = client();
        REQUIRE(c.post(register_path, credentials(name, with(proof("register")))).status == 200);
        REQUIRE(c.post(verify, with_token(token("verifyEmail", name + "@example.com"))).status ==
                200);
    }
    static std::string with(const std::string& proof) { return R"(,"captcha":)" + proof; }
};

/// A form that may demand a captcha, and a body that is right but for it.
struct form {
    std::string name, path, body;
    int success;
    std::string mails{}, to = ada; ///< what comes of it afterwards, if anything
    [[nodiscard]] std::string with(const std::string& captcha) const {
        return body.substr(0, body.size() - 1) + R"(,"captcha":)" + captcha + "}";
    }
};
/// Registers another one each time that it is asked.
inline std::vector<form> all_forms() {
    static int registered = 0;
    const auto fresh = "new" + std::to_string(++registered);
    return {{"login", "/auth/login", captcha_world::credentials("ada"), 200},
            {"register", register_path, captcha_world::credentials(fresh), 200, "verifyEmail",
             fresh + "@example.com"},
            {"passwordReset", request_reset, address(ada), 202, "resetPassword"},
            {"magicLink", magic, address(ada), 202, "magicLink"},
            {"resendVerification", "/auth/resend-verification", address(ada), 202}};
}

}
