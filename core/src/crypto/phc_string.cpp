// Reading and writing the text of an Argon2id hash.
#include "crypto/argon2.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace nucleus::crypto {
namespace {

// libsodium reads at most 127 characters.
constexpr std::size_t longest_phc = 127;
// Of Argon2 itself (RFC 9106 §3.1, in base64): salts of 8 bytes and more, hashes of 16 and more.
constexpr std::size_t shortest_salt = 11, shortest_hash = 22;

bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

/// A decimal number without sign or leading zeros.
bool take(std::string_view& text, unsigned& number) {
    if (text.empty() || text.front() < '1' || text.front() > '9') return false;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool is_base64(std::string_view text, std::size_t shortest) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return text.size() >= shortest && text.size() % 4 != 1 &&
           text.find_first_not_of(digits) == std::string_view::npos;
}

/// At least what a configuration may ask for: hashes made under an earlier one must stay usable.
bool bounded(const argon2_parameters& p, const argon2_parameters& own) {
    return p.memory_kib >= 8 * p.parallelism &&
           p.memory_kib <= std::max(1048576U, own.memory_kib) &&
           p.iterations <= std::max(20U, own.iterations) &&
           p.parallelism <= std::max(16U, own.parallelism);
}

std::string head_of(const argon2_parameters& p) {
    return "$argon2id$v=19$m=" + std::to_string(p.memory_kib) +
           ",t=" + std::to_string(p.iterations) + ",p=" + std::to_string(p.parallelism) + "$";
}

}

std::optional<argon2_parameters> parameters_of(std::string_view phc, const argon2_parameters& own) {
    if (phc.size() > longest_phc) return std::nullopt;
    argon2_parameters p;
    if (!take(phc, "$argon2id$v=19$m=") || !take(phc, p.memory_kib) || !take(phc, ",t=") ||
        !take(phc, p.iterations) || !take(phc, ",p=") || !take(phc, p.parallelism) ||
        !take(phc, "$"))
        return std::nullopt;
    const auto dollar = phc.find('$');
    if (dollar == std::string_view::npos) return std::nullopt;
    if (!is_base64(phc.substr(0, dollar), shortest_salt) ||
        !is_base64(phc.substr(dollar + 1), shortest_hash) || p.parallelism > 0xffffffU)
        return std::nullopt;
    if (!bounded(p, own)) return std::nullopt;
    return p;
}

std::string decoy(const argon2_parameters& p) {
    return head_of(p) + std::string(22, 'A') + "$" + std::string(43, 'A'); // 16 and 32 zero bytes
}

void require_valid(const argon2_parameters& p) {
    if (p.parallelism < 1 || p.parallelism > 255)
        throw std::invalid_argument{"argon2 parallelism must be 1 to 255"};
    if (p.iterations < 1 || p.iterations > 1000)
        throw std::invalid_argument{"argon2 iterations must be 1 to 1000"};
    if (p.memory_kib < 8 * p.parallelism || p.memory_kib > 4U * 1024 * 1024 - 1)
        throw std::invalid_argument{
            "argon2 memory must be at least 8 KiB per lane and less than 4 GiB"};
}

}
