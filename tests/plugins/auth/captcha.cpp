// Challenges: sealed, answered, tried once.
#include "domain/captcha_try.hpp"
#include "domain/given_answer.hpp"
#include "domain/letters.hpp"
#include "domain/proof_of_work.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nucleus/crypto/digest.hpp>
#include <nucleus/crypto/random.hpp>
#include <set>

using namespace nucleus;
using namespace nucleus::auth;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

captcha_keys keys_of(char filled) {
    return {secret_string{std::string(32, filled)},
            secret_string{std::string(32, static_cast<char>(filled + 1))}};
}
const std::vector<captcha_keys> keys{keys_of('k')};
const instant now{std::chrono::hours{24 * 365 * 56}};

challenge image_of(const std::string& letters) {
    return {captcha_type::image, captcha_form::login, now + 5min, letters};
}
challenge work(const std::string& number) {
    return {captcha_type::pow, captcha_form::register_, now + 5min, number};
}
bool right(const std::string& id, const std::string& answer) {
    const auto t = try_answer(keys, "main", id, answer, now);
    REQUIRE(t);
    return t->right;
}
/// What the widget makes of a proof of work, but for what `changed` says.
std::string payload(const proof_of_work& w, std::int64_t number, const json::object& changed = {}) {
    json::object o{{"algorithm", w.algorithm}, {"challenge", w.challenge}, {"number", number},
                   {"salt", w.salt},           {"signature", w.signature}, {"took", 12.5}};
    for (const auto& [name, value] : changed) o[name] = value;
    return crypto::base64(json::serialize(o));
}

}

TEST_CASE("a challenge opens as it was sealed, and no two have one id") {
    const auto c = image_of("ACEHJL");
    const auto id = seal(keys[0], "main", c);
    CHECK(id.find("ACEHJL") == std::string::npos);
    CHECK(id != seal(keys[0], "main", c));
    const auto opened = open_challenge(keys[0], "main", id);
    REQUIRE(opened);
    CHECK(opened->type == c.type);
    CHECK(opened->form == c.form);
    CHECK(opened->expires_at == c.expires_at);
    CHECK(opened->answer == c.answer);
    auto formless = c;
    formless.form.reset();
    CHECK(!open_challenge(keys[0], "main", seal(keys[0], "main", formless))->form);
}

TEST_CASE("nothing opens that was changed, or made for another tenant, purpose or server") {
    const auto id = seal(keys[0], "main", image_of("ACEHJL"));
    CHECK(!open_challenge(keys[0], "other", id));
    CHECK(!open_challenge(keys_of('x'), "main", id));
    CHECK(!open_pass(keys[0], "main", id));
    const auto token = seal(keys[0], "main", captcha_pass{captcha_form::login, now + 5min});
    CHECK(open_pass(keys[0], "main", token));
    CHECK(!open_pass(keys[0], "other", token));
    CHECK(!open_challenge(keys[0], "main", token));
    for (std::size_t i = 0; i < id.size(); ++i) {
        auto forged = id;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        CHECK(!open_challenge(keys[0], "main", forged));
    }
    for (const auto& text : {std::string{}, std::string{"x"}, id + "=", id + "A", id.substr(1),
                             std::string(1000, 'A')})
        CHECK(!open_challenge(keys[0], "main", text));
}

TEST_CASE("letters are compared without case and space") {
    const auto id = seal(keys[0], "main", image_of("ACEHJL"));
    for (const auto* typed : {"ACEHJL", "acehjl", " aCe hJl "}) CHECK(right(id, typed));
    for (const auto* typed : {"", "ACEHJ", "ACEHJLL", "ACEHJX", "123456"}) CHECK(!right(id, typed));
}

TEST_CASE("answers are drawn from all there are, and have one length") {
    std::set<char> letters;
    std::set<std::string> numbers;
    for (int i = 0; i < 2000; ++i) {
        const auto chance = crypto::random_bytes(8);
        const auto text = picture_answer(chance);
        CHECK(text.size() == captcha_letter_count);
        letters.insert(text.begin(), text.end());
        const auto number = number_answer(chance, 1000);
        CHECK(number.size() == 7);
        CHECK(std::stoi(number) < 1000);
        numbers.insert(number);
    }
    CHECK(letters == std::set<char>(captcha_letters.begin(), captcha_letters.end()));
    CHECK(numbers.size() > 700);
    CHECK(number_answer(std::string(8, '\xff'), 1'000'000).size() == 7);
}

TEST_CASE("a proof of work is what ALTCHA says") {
    const auto c = work("0000123");
    const auto id = seal(keys[0], "main", c);
    const auto w = work_of(keys[0], id, c);
    CHECK(w.algorithm == "SHA-256");
    CHECK(w.challenge == crypto::hex(crypto::sha256(w.salt + "123")));
    CHECK(w.signature == crypto::hex(crypto::hmac_sha256(keys[0].sign, w.challenge)));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(c.expires_at).time_since_epoch();
    CHECK(w.salt == id + "?expires=" + std::to_string(seconds.count()) + "&");

    for (const auto& given : {std::string{"123"}, std::string{"0000123"}, payload(w, 123)})
        CHECK(right(id, given));
    for (const auto& given :
         {std::string{}, std::string{"124"}, std::string{"-123"}, std::string{"123 "},
          std::string{"1e2"}, payload(w, 124), payload(w, 123, {{"challenge", "00"}}),
          payload(w, 123, {{"signature", ""}}), payload(w, 123, {{"algorithm", "SHA-1"}}),
          payload(w, 123, {{"salt", w.salt + "x"}}), payload(w, 123, {{"number", "123"}}),
          std::string{"e30="}, crypto::base64("[]"), std::string{"!"}})
        CHECK(!right(id, given));
    // The widget knows no id: it is in the salt.
    const auto t = try_token(keys, "main", payload(w, 123), now);
    REQUIRE(t);
    CHECK(t->right);
    CHECK(t->form == captcha_form::register_);
    CHECK(t->costs == try_answer(keys, "main", id, "1", now)->costs);
    CHECK(!try_token(keys, "main", payload(w, 124), now)->right);
    CHECK(!try_token(keys, "other", payload(w, 123), now));
    CHECK(!try_token(keys, "main", payload(w, 123, {{"salt", "?" + w.salt}}), now));
}

TEST_CASE("what is too old costs nothing and is good for nothing") {
    const auto c = work("0000123");
    const auto id = seal(keys[0], "main", c);
    CHECK(try_answer(keys, "main", id, "123", c.expires_at - 1us)->right);
    CHECK(!try_answer(keys, "main", id, "123", c.expires_at));
    const auto token = seal(keys[0], "main", captcha_pass{captcha_form::login, c.expires_at});
    CHECK(try_token(keys, "main", token, c.expires_at - 1us)->right);
    CHECK(!try_token(keys, "main", token, c.expires_at));
}

TEST_CASE("what was made under the previous secret is good under the new one") {
    const auto c = work("0000123");
    const auto id = seal(keys[0], "main", c);
    const std::vector<captcha_keys> rotated{keys_of('n'), keys[0]};
    CHECK(try_answer(rotated, "main", id, "123", now)->right);
    CHECK(try_answer(rotated, "main", id, payload(work_of(keys[0], id, c), 123), now)->right);
    CHECK(!try_answer(rotated, "main", id, payload(work_of(rotated[0], id, c), 123), now)->right);
    CHECK(!try_answer({rotated.data(), 1}, "main", id, "123", now));
}

TEST_CASE("a try takes a slot of the period in which the challenge ends") {
    std::set<unsigned> slots;
    for (int i = 0; i < 300; ++i) {
        const auto id = seal(keys[0], "main", image_of("ACEHJL"));
        const auto t = try_answer(keys, "main", id, "x", now);
        REQUIRE(t);
        CHECK(t->costs.slot < spent_mark::slots);
        CHECK(t->costs == try_answer(keys, "main", id, "ACEHJL", now + 1min)->costs);
        CHECK(t->costs.period ==
              (now + 5min).time_since_epoch() / std::chrono::seconds{spent_mark::period_length});
        slots.insert(t->costs.slot);
    }
    CHECK(slots.size() > 280);
    CHECK(oldest_period(now + 5min) <
          try_answer(keys, "main", seal(keys[0], "main", work("1")), "", now)->costs.period);
}

TEST_CASE("an answer is a string or a whole number") {
    CHECK(*read_answer({R"("ac\u0045 h")"}, "/answer") == "acE h");
    CHECK(*read_answer({"12345"}, "/answer") == "12345");
    CHECK(*read_answer({R"("12345")"}, "/answer") == "12345");
    for (const auto* wrong : {"null", "true", "[]", R"({"a":1})", "-1", "1.5", "1e3"}) {
        const auto r = read_answer({wrong}, "/captcha/answer");
        INFO(wrong);
        REQUIRE(!r);
        REQUIRE(r.error().faults.size() == 1);
        CHECK(r.error().faults[0].path == "/captcha/answer");
        CHECK(r.error().faults[0].code == "wrong_type");
    }
    CHECK(read_answer({std::string(4001, '1')}, "/answer").error().faults[0].code == "too_long");
}
