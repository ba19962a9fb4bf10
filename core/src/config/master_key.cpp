#include "config/master_key.hpp"
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <stdexcept>
#include <unistd.h>

namespace nucleus::config {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t hex_digits = 64;

[[noreturn]] void refuse(const fs::path& file, const std::string& what) {
    throw std::runtime_error("the secret key " + file.string() + " " + what);
}

secret_string random_hex() {
    std::array<unsigned char, hex_digits / 2> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("the system has no random numbers to make a secret key from");
    std::string hex;
    hex.reserve(hex_digits + 1);
    for (const auto b : bytes)
        hex.append(1, "0123456789abcdef"[b >> 4]).append(1, "0123456789abcdef"[b & 15]);
    OPENSSL_cleanse(bytes.data(), bytes.size());
    hex += '\n';
    secret_string out{hex};
    OPENSSL_cleanse(hex.data(), hex.size());
    return out;
}

secret_string read_key(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in)
        refuse(file, std::string{"cannot be read: "} + std::strerror(errno) +
                         "; check its owner and permissions");
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    while (text.ends_with('\n')) text.pop_back();
    if (text.size() < hex_digits)
        refuse(file, "is damaged (too short); restore it, or remove it to have a new one made, "
                     "which ends every session");
    secret_string out{text};
    OPENSSL_cleanse(text.data(), text.size());
    return out;
}

void write_all(int to, std::string_view text, const fs::path& file) {
    const bool written = ::write(to, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const bool synced = written && ::fsync(to) == 0;
    const int failed = errno;
    ::close(to);
    if (!synced) refuse(file, std::string{"cannot be written: "} + std::strerror(failed));
}

/// Complete or not there at all: written under another name, then linked, which never replaces.
void make_key(const fs::path& file) {
    std::error_code failed;
    fs::create_directories(file.parent_path(), failed);
    std::string draft = file.string() + ".XXXXXX";
    const int fd = ::mkostemp(draft.data(), O_CLOEXEC); // 0600, exclusive
    if (fd < 0)
        refuse(file, std::string{"cannot be made: "} + std::strerror(errno) +
                         "; make the folder writable, choose another database.dataDir, or set "
                         "server.secret");
    try {
        write_all(fd, random_hex().reveal(), file);
    } catch (...) {
        ::unlink(draft.c_str());
        throw;
    }
    const int linked = ::link(draft.c_str(), file.c_str());
    const int reason = errno;
    ::unlink(draft.c_str());
    if (linked != 0 && reason != EEXIST)
        refuse(file, std::string{"cannot be made: "} + std::strerror(reason));
}

}

secret_string read_or_make_key(const fs::path& file) {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) make_key(file);
    return read_key(file);
}

secret_string derive_key(std::string_view master, std::string_view use) {
    const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf{
        EVP_KDF_fetch(nullptr, "HKDF", nullptr), &EVP_KDF_free};
    const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context{
        EVP_KDF_CTX_new(kdf.get()), &EVP_KDF_CTX_free};
    std::string digest{"SHA256"}, key{master}, info{use};
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), digest.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
        OSSL_PARAM_construct_end(),
    };
    std::array<unsigned char, 32> out{};
    const bool derived =
        context && EVP_KDF_derive(context.get(), out.data(), out.size(), parameters) == 1;
    OPENSSL_cleanse(key.data(), key.size());
    if (!derived) throw std::runtime_error("HKDF-SHA256 is not available in this OpenSSL");
    secret_string result{{reinterpret_cast<const char*>(out.data()), out.size()}};
    OPENSSL_cleanse(out.data(), out.size());
    return result;
}

}
