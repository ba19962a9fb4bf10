#include <limits>
#include <memory>
#include <nucleus/crypto/random.hpp>
#include <nucleus/crypto/sealing.hpp>
#include <openssl/evp.h>
#include <stdexcept>

namespace nucleus::crypto {

namespace {

constexpr std::size_t key_bytes = 32, nonce_bytes = 12, tag_bytes = 16;

using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&::EVP_CIPHER_CTX_free)>;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

int length(std::string_view text) {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw std::invalid_argument("too long to be sealed");
    return static_cast<int>(text.size());
}

cipher_context begin(const secret_string& key, std::string_view nonce, bool sealing) {
    if (key.reveal().size() != key_bytes) throw std::invalid_argument("a key has 32 bytes");
    cipher_context c{::EVP_CIPHER_CTX_new(), &::EVP_CIPHER_CTX_free};
    if (!c || ::EVP_CipherInit_ex(c.get(), ::EVP_aes_256_gcm(), nullptr, bytes(key.reveal()),
                                  bytes(nonce), sealing ? 1 : 0) != 1)
        throw std::runtime_error("AES-256-GCM is not available");
    return c;
}

/// Feeds `from`; into nothing: it is only vouched for.
bool feed(EVP_CIPHER_CTX* c, unsigned char* into, std::string_view from) {
    int done = 0;
    return from.empty() || ::EVP_CipherUpdate(c, into, &done, bytes(from), length(from)) == 1;
}

}

std::string seal(const secret_string& key, std::string_view text, std::string_view context) {
    std::string out = random_bytes(nonce_bytes);
    const auto c = begin(key, out, true);
    out.resize(nonce_bytes + text.size() + tag_bytes);
    auto* body = bytes(out) + nonce_bytes;
    int rest = 0;
    if (!feed(c.get(), nullptr, context) || !feed(c.get(), body, text) ||
        ::EVP_CipherFinal_ex(c.get(), body + text.size(), &rest) != 1 ||
        ::EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, body + text.size()) != 1)
        throw std::runtime_error("sealing failed");
    return out;
}

std::optional<std::string> open_sealed(const secret_string& key, std::string_view sealed,
                                       std::string_view context) {
    if (sealed.size() < nonce_bytes + tag_bytes) return std::nullopt;
    const auto c = begin(key, sealed.substr(0, nonce_bytes), false);
    const auto body = sealed.substr(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
    std::string tag{sealed.substr(sealed.size() - tag_bytes)};
    std::string out(body.size(), '\0');
    int rest = 0;
    if (!feed(c.get(), nullptr, context) || !feed(c.get(), bytes(out), body) ||
        ::EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) != 1 ||
        ::EVP_CipherFinal_ex(c.get(), bytes(out) + out.size(), &rest) != 1)
        return std::nullopt;
    return out;
}

}
