#include "domain/captcha_try.hpp"
#include "domain/proof_of_work.hpp"
#include <nucleus/crypto/digest.hpp>

namespace nucleus::auth {

namespace {

std::int64_t period_of(instant t) {
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch() /
           spent_mark::period_length;
}

spent_mark mark_of(std::string_view sealed, instant until) {
    const auto hash = crypto::sha256(sealed);
    unsigned slot = 0;
    for (const char c : hash.substr(0, 4)) slot = slot << 8 | static_cast<unsigned char>(c);
    return {period_of(until), slot % spent_mark::slots};
}

/// As people type letters: without case, and with space between them.
std::string letters_of(std::string_view typed) {
    std::string out;
    for (const char c : typed)
        if (c != ' ' && c != '\t')
            out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
}

}

std::int64_t oldest_period(instant now) { return period_of(now) - 1; }

std::optional<captcha_try> try_answer(std::span<const captcha_keys> keys, std::string_view schema,
                                      std::string_view id, std::string_view answer, instant now) {
    for (const auto& k : keys) {
        const auto c = open_challenge(k, schema, id);
        if (!c) continue;
        if (c->expires_at <= now) return std::nullopt;
        const bool right = c->type == captcha_type::image
                               ? crypto::equal(letters_of(answer), c->answer)
                               : is_done(k, id, *c, answer);
        return captcha_try{mark_of(id, c->expires_at), right, c->form};
    }
    return std::nullopt;
}

std::optional<captcha_try> try_token(std::span<const captcha_keys> keys, std::string_view schema,
                                     std::string_view token, instant now) {
    for (const auto& k : keys) {
        const auto pass = open_pass(k, schema, token);
        if (!pass) continue;
        if (pass->expires_at <= now) return std::nullopt;
        return captcha_try{mark_of(token, pass->expires_at), true, pass->form};
    }
    const auto done = read_work(token);
    return done ? try_answer(keys, schema, done->id(), token, now) : std::nullopt;
}

}
