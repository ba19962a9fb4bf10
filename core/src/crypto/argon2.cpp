// Argon2id by libsodium and by libargon2.
#include "crypto/argon2.hpp"

#include <argon2.h>
#include <cerrno>
#include <nucleus/crypto/random.hpp>
#include <nucleus/error.hpp>
#include <sodium.h>
#include <stdexcept>

namespace nucleus::crypto {
namespace {

constexpr std::size_t salt_bytes = 16, hash_bytes = 32; // libsodium's own

/// Chooses libsodium's implementation for this processor, once.
void start_sodium() {
    static const bool started = ::sodium_init() >= 0;
    if (!started) throw std::runtime_error{"libsodium cannot start: no random bytes"};
}

[[noreturn]] void out_of_memory() {
    error busy{errors::overloaded};
    busy.retry_after = std::chrono::seconds{1};
    throw failure{std::move(busy)};
}

std::string sodium_hash(const argon2_parameters& p, std::string_view password) {
    start_sodium();
    char phc[crypto_pwhash_argon2id_STRBYTES];
    if (::crypto_pwhash_argon2id_str(phc, password.data(), password.size(), p.iterations,
                                     std::size_t{p.memory_kib} * 1024) != 0)
        out_of_memory();
    return phc;
}

bool sodium_matches(const std::string& phc, std::string_view password) {
    start_sodium();
    errno = 0;
    if (::crypto_pwhash_argon2id_str_verify(phc.c_str(), password.data(), password.size()) == 0)
        return true;
    if (errno == ENOMEM) out_of_memory();
    return false;
}

std::string libargon2_hash(const argon2_parameters& p, std::string_view password) {
    const auto salt = random_bytes(salt_bytes);
    std::string phc(::argon2_encodedlen(p.iterations, p.memory_kib, p.parallelism, salt_bytes,
                                        hash_bytes, Argon2_id),
                    '\0');
    const int status = ::argon2id_hash_encoded(p.iterations, p.memory_kib, p.parallelism,
                                               password.data(), password.size(), salt.data(),
                                               salt.size(), hash_bytes, phc.data(), phc.size());
    if (status == ARGON2_MEMORY_ALLOCATION_ERROR || status == ARGON2_THREAD_FAIL) out_of_memory();
    if (status != ARGON2_OK) throw std::runtime_error{::argon2_error_message(status)};
    phc.resize(phc.find('\0'));
    return phc;
}

bool libargon2_matches(const std::string& phc, std::string_view password) {
    const int status = ::argon2id_verify(phc.c_str(), password.data(), password.size());
    if (status == ARGON2_MEMORY_ALLOCATION_ERROR || status == ARGON2_THREAD_FAIL) out_of_memory();
    return status == ARGON2_OK;
}

}

std::string argon2id_hash(const argon2_parameters& p, const secret_string& password) {
    return p.parallelism == 1 ? sodium_hash(p, password.reveal())
                              : libargon2_hash(p, password.reveal());
}

bool argon2id_matches(const std::string& phc, unsigned lanes, const secret_string& password) {
    return lanes == 1 ? sodium_matches(phc, password.reveal())
                      : libargon2_matches(phc, password.reveal());
}

}
