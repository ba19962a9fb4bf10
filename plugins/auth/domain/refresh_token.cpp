#include "domain/refresh_token.hpp"
#include <nucleus/crypto/digest.hpp>

namespace nucleus::auth {

namespace {

constexpr std::size_t id_size = 16, generation_size = 8, mac_size = 32;

std::string head_of(const uuid& id, std::int64_t generation) {
    std::string out(reinterpret_cast<const char*>(id.bytes.data()), id_size);
    for (int shift = 56; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(static_cast<std::uint64_t>(generation) >> shift));
    return out;
}

std::string mac_of(const secret_string& key, std::string_view tenant, std::string_view head,
                   std::string_view seed) {
    std::string text{tenant}; // a name without NUL, so that the parts cannot run into each other
    text.append(1, '\0').append(head).append(seed);
    return crypto::hmac_sha256(key, text);
}

}

std::string make_refresh_token(const secret_string& key, std::string_view tenant, const uuid& id,
                               std::int64_t generation, std::string_view seed) {
    const auto head = head_of(id, generation);
    return crypto::base64url(head + mac_of(key, tenant, head, seed));
}

std::optional<refresh_token> parse_refresh_token(std::string_view text) {
    const auto bytes = crypto::from_base64url(text);
    if (!bytes || bytes->size() != id_size + generation_size + mac_size) return std::nullopt;
    refresh_token t;
    std::copy_n(bytes->begin(), id_size, t.session_id.bytes.begin());
    std::uint64_t generation = 0;
    for (std::size_t i = 0; i < generation_size; ++i)
        generation = generation << 8 | static_cast<unsigned char>((*bytes)[id_size + i]);
    t.generation = static_cast<std::int64_t>(generation);
    t.mac = bytes->substr(id_size + generation_size);
    return t;
}

bool is_genuine(const refresh_token& t, const secret_string& key, std::string_view tenant,
                std::string_view seed) {
    return crypto::equal(t.mac, mac_of(key, tenant, head_of(t.session_id, t.generation), seed));
}

}
