// The compact form of a signed token (RFC 7515 §7.1), apart from its signature's arithmetic. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::crypto {

/// What a signer fixes: its algorithm and the header it writes, already in base64url.
struct token_header {
    std::string_view algorithm;
    std::string text;
};

struct compact_token {
    std::string_view signed_part; ///< header "." payload, as sent
    std::string_view payload;     ///< still base64url
    std::string signature;        ///< bytes
};

/// Takes `token` apart if it has exactly three segments of base64url and a header that names
/// `own.algorithm`. A header may hold `alg`, `typ`, `cty` and `kid`; anything else (`crit`, `jwk`,
/// `jku`, `b64`, …) would ask for what no signer here does, so the token is refused.
[[nodiscard]] std::optional<compact_token> take_apart(std::string_view token,
                                                      const token_header& own);

/// header "." payload in base64url: what is signed.
[[nodiscard]] std::string signing_input(const token_header& own, std::string_view payload);

}
