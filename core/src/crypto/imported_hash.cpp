// bcrypt and scrypt by libxcrypt, scrypt in PHC form by OpenSSL.
#include "crypto/imported_hash.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <crypt.h>
#include <cstring>
#include <memory>
#include <nucleus/crypto/digest.hpp>
#include <nucleus/error.hpp>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string>

namespace nucleus::crypto {
namespace {

constexpr unsigned dearest_bcrypt = 15; // 32,768 rounds
constexpr std::uint64_t most_memory = 1024ULL * 1024 * 1024, most_lanes = 16;
// crypt(5)'s digits, least significant first.
constexpr std::string_view crypt_digits =
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

struct scrypt_work {
    std::uint64_t n = 0, r = 0, p = 0;
};

bool bounded(const scrypt_work& w) {
    return w.n > 1 && w.r > 0 && w.p > 0 && w.p <= most_lanes && w.r <= most_memory / 128 &&
           w.n <= most_memory / (128 * w.r);
}

bool cheap_bcrypt(std::string_view stored) {
    constexpr std::size_t length = 60; // $2b$10$ and 53 digits
    if (stored.size() != length || stored[6] != '$') return false;
    const auto letter = stored[2];
    if (letter != 'a' && letter != 'b' && letter != 'y') return false;
    unsigned cost = 0;
    const auto [end, fault] = std::from_chars(stored.data() + 4, stored.data() + 6, cost);
    return fault == std::errc{} && end == stored.data() + 6 && cost >= 4 && cost <= dearest_bcrypt;
}

/// "$7$", one digit of log2 N, five of r, five of p, the salt, "$", the hash.
bool cheap_crypt_scrypt(std::string_view stored) {
    if (stored.size() < 15 || stored.size() > 256) return false;
    bool digits = true;
    const auto number = [&](std::size_t from, std::size_t count) {
        std::uint64_t value = 0;
        for (std::size_t i = count; i-- > 0;) {
            const auto at = crypt_digits.find(stored[from + i]);
            digits = digits && at != std::string_view::npos;
            value = value << 6U | (at & 63U);
        }
        return value;
    };
    const auto log_n = number(3, 1);
    const scrypt_work work{log_n < 63 ? 1ULL << log_n : 0, number(4, 5), number(9, 5)};
    return digits && bounded(work);
}

[[noreturn]] void out_of_memory() {
    error busy{errors::overloaded};
    busy.retry_after = std::chrono::seconds{1};
    throw failure{std::move(busy)};
}

struct wiped_free {
    void operator()(crypt_data* d) const noexcept {
        ::explicit_bzero(d, sizeof *d); // it holds the password
        std::default_delete<crypt_data>{}(d);
    }
};

bool crypt_matches(const std::string& stored, const std::string& password) {
    if (password.find('\0') != std::string::npos) return false; // a string of C ends there
    const std::unique_ptr<crypt_data, wiped_free> work{std::make_unique<crypt_data>().release()};
    errno = 0;
    const char* made = ::crypt_r(password.c_str(), stored.c_str(), work.get());
    if (made == nullptr || *made == '*') {
        if (errno == ENOMEM) out_of_memory();
        return false;
    }
    return equal(made, stored);
}

bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

bool take(std::string_view& text, std::uint64_t& number) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

/// The alphabet of PHC strings, or that of passlib, which has '.' for '+'.
std::optional<std::string> from_phc_base64(std::string_view text) {
    std::string url{text};
    for (char& c : url) {
        if (c == '-' || c == '_') return std::nullopt;
        if (c == '+' || c == '.') c = '-';
        if (c == '/') c = '_';
    }
    return from_base64url(url);
}

struct phc_scrypt {
    scrypt_work work;
    std::string salt, hash;
};

std::optional<phc_scrypt> read_phc(std::string_view text) {
    std::uint64_t log_n = 0;
    phc_scrypt s;
    if (text.size() > 256 || !take(text, "$scrypt$ln=") || !take(text, log_n) ||
        !take(text, ",r=") || !take(text, s.work.r) || !take(text, ",p=") ||
        !take(text, s.work.p) || !take(text, "$") || log_n > 62)
        return std::nullopt;
    s.work.n = 1ULL << log_n;
    const auto dollar = text.find('$');
    if (dollar == std::string_view::npos || !bounded(s.work)) return std::nullopt;
    auto salt = from_phc_base64(text.substr(0, dollar));
    auto hash = from_phc_base64(text.substr(dollar + 1));
    if (!salt || !hash || hash->size() < 16) return std::nullopt;
    s.salt = std::move(*salt);
    s.hash = std::move(*hash);
    return s;
}

bool scrypt_matches(const phc_scrypt& s, std::string_view password) {
    std::string made(s.hash.size(), '\0');
    const auto memory = 2 * most_memory; // its bookkeeping comes on top of what bounded() counts
    const auto* salt = reinterpret_cast<const unsigned char*>(s.salt.data());
    auto* to = reinterpret_cast<unsigned char*>(made.data());
    if (EVP_PBE_scrypt(password.data(), password.size(), salt, s.salt.size(), s.work.n, s.work.r,
                       s.work.p, memory, to, made.size()) != 1) {
        ERR_clear_error(); // the thread's queue also serves TLS
        out_of_memory();
    }
    return equal(made, s.hash);
}

}

std::optional<bool> imported_hash_matches(std::string_view stored, const secret_string& password) {
    if ((stored.starts_with("$2") && cheap_bcrypt(stored)) ||
        (stored.starts_with("$7$") && cheap_crypt_scrypt(stored)))
        return crypt_matches(std::string{stored}, std::string{password.reveal()});
    if (const auto phc = read_phc(stored)) return scrypt_matches(*phc, password.reveal());
    return std::nullopt;
}

}
