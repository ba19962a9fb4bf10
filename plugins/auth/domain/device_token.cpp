#include "domain/device_token.hpp"
#include <algorithm>
#include <nucleus/crypto/digest.hpp>
#include <vector>

namespace nucleus::auth {

namespace {

constexpr std::size_t id_size = 16, mac_size = 32, token_length = 64, most_kept = 5;

struct device_token {
    uuid device_id;
    std::string_view text;
    std::string mac;
};

std::optional<device_token> parse(std::string_view text) {
    if (text.size() != token_length) return std::nullopt;
    const auto bytes = crypto::from_base64url(text);
    if (!bytes || bytes->size() != id_size + mac_size) return std::nullopt;
    device_token t{{}, text, bytes->substr(id_size)};
    std::copy_n(bytes->begin(), id_size, t.device_id.bytes.begin());
    return t;
}

std::vector<device_token> parse_all(std::string_view tokens) {
    std::vector<device_token> all;
    while (!tokens.empty() && all.size() < most_kept) {
        const auto end = std::min(tokens.find('.'), tokens.size());
        if (auto t = parse(tokens.substr(0, end))) all.push_back(std::move(*t));
        tokens.remove_prefix(std::min(end + 1, tokens.size()));
    }
    return all;
}

std::string bytes_of(const uuid& id) {
    return {reinterpret_cast<const char*>(id.bytes.data()), id_size};
}

std::string mac_of(const secret_string& key, std::string_view tenant, const uuid& user_id,
                   const uuid& device_id) {
    std::string text{tenant}; // a name without NUL, so that the parts cannot run into each other
    text.append(1, '\0').append(bytes_of(user_id)).append(bytes_of(device_id));
    return crypto::hmac_sha256(key, text);
}

}

std::string make_device_token(const device_keys& keys, std::string_view tenant, const uuid& user_id,
                              const uuid& device_id) {
    return crypto::base64url(bytes_of(device_id) + mac_of(keys.now, tenant, user_id, device_id));
}

std::optional<uuid> find_device(const device_keys& keys, std::string_view tenant,
                                const uuid& user_id, std::string_view tokens) {
    for (const auto& t : parse_all(tokens)) {
        const auto fits = [&](const secret_string& key) {
            return !key.empty() && crypto::equal(t.mac, mac_of(key, tenant, user_id, t.device_id));
        };
        if (fits(keys.now) || fits(keys.before)) return t.device_id;
    }
    return std::nullopt;
}

std::string with_device_token(std::string_view tokens, std::string_view added) {
    std::string out{added};
    const auto fresh = parse(added);
    std::size_t kept = 1;
    for (const auto& t : parse_all(tokens)) {
        if (kept == most_kept || (fresh && t.device_id == fresh->device_id)) continue;
        out.append(1, '.').append(t.text);
        ++kept;
    }
    return out;
}

}
