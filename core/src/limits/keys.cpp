#include "limits/keys.hpp"
#include <algorithm>
#include <cstring>
#include <nucleus/crypto/digest.hpp>
#include <random>

namespace nucleus::limits {

namespace {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    a = (a ^ b) * 0x9e3779b97f4a7c15ULL;
    a ^= a >> 32;
    a *= 0xd6e8feb86659fd93ULL;
    return a ^ (a >> 29);
}

std::uint64_t mix(std::uint64_t state, std::string_view bytes) {
    while (!bytes.empty()) {
        std::uint64_t piece = bytes.size();
        const auto size = std::min<std::size_t>(8, bytes.size());
        std::memcpy(&piece, bytes.data(), size);
        state = mix(state, piece);
        bytes.remove_prefix(size);
    }
    return state;
}

std::uint64_t process_seed() {
    static const std::uint64_t seed =
        (std::uint64_t{std::random_device{}()} << 32) | std::random_device{}();
    return seed;
}

void append(std::string& out, std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

/// With its length, so that no two lists of texts are one.
void append(std::string& out, std::string_view text) {
    append(out, text.size());
    out.append(text);
}

/// A slot without a key has zero.
std::uint64_t occupied(std::uint64_t key) { return key == 0 ? 1 : key; }

}

rule::rule(counting by, const budget& b, std::string_view name)
    : how{by}
    , of{b}
    , stamp{mix(mix(mix(mix(0, name), static_cast<std::uint64_t>(by)),
                    static_cast<std::uint64_t>(b.window.count())),
                b.max)} {}

std::uint64_t own_key(const rule& r, const subject& s) noexcept {
    auto state = mix(mix(process_seed() ^ r.stamp, s.kind), s.number);
    if (!s.place.empty()) state = mix(state, s.place);
    if (!s.name.empty()) state = mix(state, s.name);
    if (!s.tenant.empty()) state = mix(mix(state, s.name.size()), s.tenant);
    return occupied(state);
}

std::string shared_key(const secret_string& secret, const rule& r, const subject& s) {
    std::string text;
    append(text, r.stamp);
    append(text, s.kind);
    append(text, s.place);
    append(text, s.number);
    append(text, s.tenant);
    text.append(s.name);
    auto mac = crypto::hmac_sha256(secret, text);
    mac.resize(16);
    return mac;
}

std::uint64_t own_key(std::string_view shared) noexcept {
    std::uint64_t key = 0;
    std::memcpy(&key, shared.data(), std::min(sizeof key, shared.size()));
    return occupied(key);
}

}
