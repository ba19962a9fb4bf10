// Segments and header of a signed token.
#include "crypto/compact_token.hpp"

#include <nucleus/crypto/digest.hpp>
#include <nucleus/json/json.hpp>

namespace nucleus::crypto {

struct token_header_fields {
    std::string alg;
    std::optional<std::string> typ, cty, kid;
};
NUCLEUS_DESCRIBE(token_header_fields, (alg, "Algorithm"), (typ, "Type of the token"),
                 (cty, "Type of the payload"), (kid, "Name of the key"))

namespace {

bool names_algorithm(std::string_view header, const token_header& own) {
    if (header == own.text) return true; // our own tokens, nearly always
    const auto text = from_base64url(header);
    if (!text) return false;
    const auto fields = json::read<token_header_fields>(*text, {.depth = 1});
    return fields && fields->alg == own.algorithm;
}

}

std::optional<compact_token> take_apart(std::string_view token, const token_header& own) {
    const auto first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    if (!names_algorithm(token.substr(0, first), own)) return std::nullopt;
    auto signature = from_base64url(token.substr(second + 1)); // a third dot is no base64url
    if (!signature) return std::nullopt;
    return compact_token{token.substr(0, second), token.substr(first + 1, second - first - 1),
                         std::move(*signature)};
}

std::string signing_input(const token_header& own, std::string_view payload) {
    return own.text + "." + base64url(payload);
}

}
