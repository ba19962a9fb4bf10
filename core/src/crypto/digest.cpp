// SHA-256 and HMAC by OpenSSL. Algorithms are fetched once, contexts live as long as their thread.
#include <array>
#include <atomic>
#include <memory>
#include <nucleus/crypto/digest.hpp>
#include <nucleus/crypto/hmac_key.hpp>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdexcept>

namespace nucleus::crypto {
namespace {

template <auto Free> struct freed_by {
    template <class T> void operator()(T* p) const noexcept { Free(p); }
};
template <class T, auto Free> using owned = std::unique_ptr<T, freed_by<Free>>;

void require(bool ok) {
    if (!ok) throw std::runtime_error{"OpenSSL refused SHA-256"};
}

const unsigned char* bytes_of(std::string_view s) {
    return reinterpret_cast<const unsigned char*>(s.data());
}

/// A context of this thread; keyed again only for another key.
class mac_context {
public:
    mac_context() {
        static const owned<EVP_MAC, EVP_MAC_free> hmac{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
        context_.reset(hmac ? EVP_MAC_CTX_new(hmac.get()) : nullptr);
        require(context_ != nullptr);
    }

    void start(const secret_string& key) {
        char digest[] = "SHA256";
        const OSSL_PARAM parameters[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
            OSSL_PARAM_construct_end()};
        const auto bytes = key.reveal();
        serial_ = 0;
        require(EVP_MAC_init(context_.get(), bytes_of(bytes), bytes.size(), parameters) == 1);
    }

    void start(const secret_string& key, std::uint64_t serial) {
        if (serial == serial_) {
            require(EVP_MAC_init(context_.get(), nullptr, 0, nullptr) == 1);
            return;
        }
        start(key);
        serial_ = serial;
    }

    sha256_bytes finish(std::string_view text) {
        sha256_bytes mac{};
        std::size_t length = 0;
        require(EVP_MAC_update(context_.get(), bytes_of(text), text.size()) == 1 &&
                EVP_MAC_final(context_.get(), mac.data(), &length, mac.size()) == 1);
        return mac;
    }

private:
    owned<EVP_MAC_CTX, EVP_MAC_CTX_free> context_;
    std::uint64_t serial_ = 0; // of the hmac_key it is keyed with; 0: of none
};

std::uint64_t next_serial() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

}

hmac_key::hmac_key(secret_string key)
    : key_{std::move(key)}
    , serial_{next_serial()} {}

sha256_bytes hmac_key::mac(std::string_view text) const {
    thread_local std::array<mac_context, 4> contexts;
    auto& context = contexts[serial_ % contexts.size()];
    context.start(key_, serial_);
    return context.finish(text);
}

std::string hmac_sha256(const secret_string& key, std::string_view text) {
    thread_local mac_context context;
    context.start(key);
    return std::string{text_of(context.finish(text))};
}

std::string sha256(std::string_view bytes) {
    static const owned<EVP_MD, EVP_MD_free> algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
    thread_local const owned<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
    sha256_bytes digest{};
    require(algorithm && context &&
            EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) == 1 &&
            EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
            EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
    return std::string{text_of(digest)};
}

bool equal(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}
