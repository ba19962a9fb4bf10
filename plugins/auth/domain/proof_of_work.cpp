#include "domain/proof_of_work.hpp"
#include <algorithm>
#include <charconv>
#include <nucleus/crypto/digest.hpp>
#include <nucleus/json/json.hpp>

namespace nucleus::auth {

/// By hand, because it is open: what else the widget tells (`took`) changes with its versions.
inline const shape& nucleus_shape(const work_done*) {
    static const shape described = [] {
        shape s;
        s.name = "WorkDone";
        s.open = true;
        detail::add_field(s, "algorithm", &work_done::algorithm, "");
        detail::add_field(s, "challenge", &work_done::challenge, "");
        detail::add_field(s, "salt", &work_done::salt, "");
        detail::add_field(s, "signature", &work_done::signature, "");
        detail::add_field(s, "number", &work_done::number, "");
        return s;
    }();
    return described;
}

namespace {

std::optional<std::int64_t> number_of(std::string_view digits) {
    std::int64_t n = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stopped, failed] = std::from_chars(digits.data(), end, n);
    return failed == std::errc{} && stopped == end ? std::optional{n} : std::nullopt;
}

}

proof_of_work work_of(const captcha_keys& keys, std::string_view id, const challenge& c) {
    proof_of_work w;
    const auto expires =
        std::chrono::floor<std::chrono::seconds>(c.expires_at).time_since_epoch().count();
    // The & at its end keeps the number from being read as more digits of the time.
    w.salt = std::string{id} + "?expires=" + std::to_string(expires) + "&";
    w.challenge =
        crypto::hex(crypto::sha256(w.salt + std::to_string(number_of(c.answer).value_or(0))));
    w.signature = crypto::hex(crypto::hmac_sha256(keys.sign, w.challenge));
    return w;
}

std::string_view work_done::id() const {
    return std::string_view{salt}.substr(0, std::min(salt.find('?'), salt.size()));
}

std::optional<work_done> read_work(std::string_view payload) {
    const auto text = crypto::from_base64(payload);
    if (!text) return std::nullopt;
    auto done = json::read<work_done>(*text);
    return done ? std::optional{std::move(*done)} : std::nullopt;
}

bool is_done(const captcha_keys& keys, std::string_view id, const challenge& c,
             std::string_view given) {
    const auto wanted = number_of(c.answer);
    if (const auto number = number_of(given)) return number == wanted;
    const auto done = read_work(given);
    const auto asked = work_of(keys, id, c);
    return done && done->number == wanted && done->algorithm == asked.algorithm &&
           done->salt == asked.salt && done->challenge == asked.challenge &&
           crypto::equal(done->signature, asked.signature);
}

}
