// Forms that demand a captcha, and what they take for one.
#include "captcha_world.hpp"

using namespace nucleus::testing;

namespace {

/// What a form that was refused must not have changed.
std::string traces(const captcha_world& w) {
    return w.ask("SELECT (SELECT count(*) FROM main.users) || ' ' || (SELECT count(*) FROM "
                 "main.user_sessions) || ' ' || (SELECT count(*) FROM main.login_failures) || ' ' "
                 "|| (SELECT count(*) FROM main.mail_outbox) || ' ' || (SELECT count(*) FROM "
                 "main.password_reset_tokens) || ' ' || (SELECT count(*) FROM "
                 "main.magic_link_tokens)");
}
const std::string unknown_id(200, 'A');

}

TEST_CASE("each form takes each type of captcha once, if it is right") {
    captcha_world w;
    w.account("ada");
    auto c = w.client();
    for (const std::string type : {"image", "pow"})
        for (const auto& f : all_forms()) {
            INFO(f.name << " " << type);
            const auto before = traces(w);
            const auto missing = c.post(f.path, f.body);
            CHECK(outcome(missing) == "422 captcha_required");
            CHECK(faults(missing) == std::map<std::string, std::string>{{"/captcha", "required"}});
            const auto other = f.name == "login" ? "register" : "login";
            for (const auto& bad :
                 {w.with_answer(w.text(w.challenge(f.name, type)), "wrong"), w.proof(other, type),
                  w.proof("", type), w.with_answer(unknown_id, "1"), w.with_answer("", ""),
                  w.by_token(w.token(other)), w.by_token(unknown_id), w.by_token("")})
                CHECK(outcome(c.post(f.path, f.with(bad))) == "400 captcha_invalid");
            CHECK(traces(w) == before);

            const auto challenge = w.challenge(f.name, type);
            CHECK(c.post(f.path, f.with(w.answered(challenge))).status == f.success);
            if (!f.mails.empty()) w.mail(f.mails, f.to);
            CHECK(outcome(c.post(f.path, f.with(w.answered(challenge)))) == "400 captcha_invalid");
        }
}

TEST_CASE("a token stands for a right answer at one later form") {
    captcha_world w;
    w.account("ada");
    auto c = w.client();
    for (const auto& f : all_forms()) {
        INFO(f.name);
        const auto token = w.by_token(w.token(f.name));
        CHECK(c.post(f.path, f.with(token)).status == f.success);
        CHECK(outcome(c.post(f.path, f.with(token))) == "400 captcha_invalid");
        // It is no id, and an id is no token.
        const auto fresh = w.token(f.name);
        CHECK(outcome(c.post(f.path, f.with(w.with_answer(fresh, "1")))) == "400 captcha_invalid");
        const auto id = w.text(w.challenge(f.name));
        CHECK(outcome(c.post(f.path, f.with(w.by_token(id)))) == "400 captcha_invalid");
        CHECK(c.post(f.path, f.with(w.by_token(fresh))).status == f.success); // unharmed
    }
    // Used up by the wrong form, like a wrong answer.
    const auto token = w.by_token(w.token("login"));
    const auto forms = all_forms();
    CHECK(outcome(c.post(forms[3].path, forms[3].with(token))) == "400 captcha_invalid");
    CHECK(outcome(c.post(forms[0].path, forms[0].with(token))) == "400 captcha_invalid");
}

TEST_CASE("an answer has one try, right or wrong, whoever asks") {
    captcha_world w;
    w.account("ada");
    auto c = w.client();
    const auto login = all_forms()[0];
    for (const std::string type : {"image", "pow"}) {
        INFO(type);
        const auto tried = w.challenge("login", type);
        const auto wrong = c.post(validate, w.with_answer(w.text(tried), "wrong"));
        CHECK(wrong.status == 200);
        CHECK(wrong.at("/data") == json::value{{"valid", false}});
        CHECK(c.post(validate, w.answered(tried)).at("/data") == json::value{{"valid", false}});
        CHECK(outcome(c.post(login.path, login.with(w.answered(tried)))) == "400 captcha_invalid");

        const auto other = w.challenge("login", type);
        CHECK(c.post(validate, w.answered(other)).at("/data/valid") == true);
        CHECK(outcome(c.post(login.path, login.with(w.answered(other)))) == "400 captcha_invalid");
        // Of no form: only whether it is right.
        const auto formless = w.challenge("", type);
        CHECK(c.post(validate, w.answered(formless)).at("/data") == json::value{{"valid", true}});
        CHECK(c.post(validate, w.answered(formless)).at("/data") == json::value{{"valid", false}});
    }
    const auto before = w.spent();
    for (const auto& id : {std::string{}, std::string{"x"}, unknown_id, w.token("login")})
        CHECK(c.post(validate, w.with_answer(id, "1")).at("/data") ==
              json::value{{"valid", false}});
    CHECK(w.spent() == before + 1); // of the token's own challenge
    // As people type it; and a number as JSON has it.
    const auto image = w.challenge("login", "image");
    auto typed = w.solution(image);
    for (auto& letter : typed) letter = static_cast<char>(std::tolower(letter));
    CHECK(c.post(validate, w.with_answer(w.text(image), " " + typed)).at("/data/valid") == true);
    const auto work = w.challenge("login");
    const auto number = std::to_string(std::stoi(w.solution(work)));
    CHECK(c.post(validate, R"({"id":")" + w.text(work) + R"(","answer":)" + number + "}")
              .at("/data/valid") == true);
}

TEST_CASE("a captcha that is no captcha is told like any other fault, and costs none") {
    captcha_world w;
    w.account("ada");
    auto c = w.client();
    const auto login = all_forms()[0];
    const auto challenge = w.challenge("login");
    const auto before = w.spent();
    using told = std::map<std::string, std::string>;
    const auto id = w.text(challenge), text = std::string(4001, 'x');
    const std::pair<std::string, told> table[] = {
        {"null", {{"/captcha", "wrong_type"}}},
        {R"("x")", {{"/captcha", "wrong_type"}}},
        {"{}", {{"/captcha", "invalid"}}},
        {R"({"id":")" + id + "\"}", {{"/captcha", "invalid"}}},
        {R"({"answer":"1"})", {{"/captcha", "invalid"}}},
        {R"({"id":")" + id + R"(","answer":"1","token":"x"})", {{"/captcha", "invalid"}}},
        {R"({"id":")" + id + R"(","answer":[1]})", {{"/captcha/answer", "wrong_type"}}},
        {R"({"id":")" + id + R"(","answer":")" + text + "\"}", {{"/captcha/answer", "too_long"}}},
        {R"({"id":")" + text + R"(","answer":"1"})", {{"/captcha/id", "too_long"}}},
        {R"({"token":")" + text + "\"}", {{"/captcha/token", "too_long"}}},
        {R"({"token":1,"more":2})",
         {{"/captcha/token", "wrong_type"}, {"/captcha/more", "unknown_field"}}},
    };
    for (const auto& [captcha, expected] : table) {
        const auto a = c.post(login.path, login.with(captcha));
        INFO(captcha << "\n" << a.body);
        CHECK(outcome(a) == "422 validation_failed");
        CHECK(faults(a) == expected);
    }
    const auto wrong = c.post(validate, R"({"answer":null,"token":"x"})");
    CHECK(faults(wrong) ==
          told{{"/id", "required"}, {"/answer", "wrong_type"}, {"/token", "unknown_field"}});
    CHECK(faults(c.post(generate, R"({"type":"audio","form":"signin"})")) ==
          told{{"/type", "not_allowed"}, {"/form", "not_allowed"}});
    // Nor does it cost one when something else is wrong with the body.
    const auto good = w.answered(challenge);
    CHECK(c.post("/auth/login", R"({"password":"x","captcha":)" + good + "}").status == 422);
    CHECK(w.spent() == before);
    CHECK(c.post(login.path, login.with(good)).status == 200);
}

TEST_CASE("what is too old is good for nothing and leaves nothing") {
    captcha_world w{[](json::object& c) { captcha_world::block(c)["ttl"] = "1s"; }};
    auto c = w.client();
    const auto magic_link = all_forms()[3];
    const auto image = w.challenge("magicLink", "image"), work = w.challenge("magicLink");
    std::string token;
    while (token.empty()) { // the second may end before it is asked for
        const auto proof = w.proof("magicLink");
        token = c.post(validate, proof).text("/data/captchaToken");
    }
    const auto before = w.spent();
    std::this_thread::sleep_for(std::chrono::milliseconds{1100});
    for (const auto& late : {w.answered(image), w.answered(work), w.by_token(token)})
        CHECK(outcome(c.post(magic_link.path, magic_link.with(late))) == "400 captcha_invalid");
    CHECK(c.post(validate, w.answered(image)).at("/data/valid") == false);
    CHECK(w.spent() == before);
}

TEST_CASE("a form that demands none does not look at one") {
    captcha_world w{
        [](json::object& c) { captcha_world::block(c)["forms"] = json::array{"selfSignup"}; }};
    auto c = w.client();
    const auto work = w.challenge("register");
    CHECK(c.post(register_path, w.credentials("ada", w.with(w.answered(work)))).status == 200);
    CHECK(c.post(request_reset, address(ada)).status == 202);
    CHECK(c.post(magic, R"({"email":"ada@example.com","captcha":{}})").status == 202);
    CHECK(c.post(validate, w.answered(work)).at("/data/valid") == true);
    CHECK(c.post(validate, w.proof("selfSignup")).at("/data/valid") == true);
    // Nor does a server without any.
    mail_world without;
    auto other = without.client();
    CHECK(other.post(generate, "{}").status == 404);
    CHECK(other.post(validate, R"({"id":"x","answer":"y"})").status == 404);
    CHECK(other.post(register_path, without.credentials("ada", R"(,"captcha":{"token":"x"})"))
              .status == 200);
    CHECK(other.get("/openapi.json").body.find("captcha_required") == std::string::npos);
    CHECK(c.get("/openapi.json").body.find("captcha_required") != std::string::npos);
}
