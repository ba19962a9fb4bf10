// Ed25519 by OpenSSL.
#include "crypto/ed25519_key.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdexcept>

namespace nucleus::crypto {
namespace {

struct free_bio {
    void operator()(BIO* b) const noexcept { BIO_free(b); }
};
struct free_context {
    void operator()(EVP_MD_CTX* c) const noexcept { EVP_MD_CTX_free(c); }
};
using digest_context = std::unique_ptr<EVP_MD_CTX, free_context>;

/// OpenSSL's own would ask at the terminal.
int no_password(char*, int, int, void*) { return -1; }

template <class Read> EVP_PKEY* read_key(std::string_view pem, Read read) {
    const std::unique_ptr<BIO, free_bio> source{
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    if (!source) throw std::bad_alloc{};
    auto* key = read(source.get(), nullptr, no_password, nullptr);
    ERR_clear_error();
    return key;
}

const unsigned char* bytes_of(std::string_view s) {
    return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* bytes_of(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

}

ed25519_key::ed25519_key(const secret_string& pem) {
    key_.reset(read_key(pem.reveal(), PEM_read_bio_PrivateKey));
    can_sign_ = key_ != nullptr;
    if (!key_) key_.reset(read_key(pem.reveal(), PEM_read_bio_PUBKEY));
    constexpr auto advice = "; make one with `openssl genpkey -algorithm ed25519`";
    if (!key_)
        throw std::invalid_argument{
            std::string{"the key for EdDSA is neither a private key in PEM (PKCS #8, without a "
                        "passphrase) nor a public one"} +
            advice};
    if (EVP_PKEY_get_id(key_.get()) != EVP_PKEY_ED25519)
        throw std::invalid_argument{
            std::string{"the key for EdDSA is of another kind than Ed25519"} + advice};
}

ed25519_key ed25519_key::from_public_bytes(std::string_view bytes) {
    ed25519_key k;
    if (bytes.size() == 32)
        k.key_.reset(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(bytes), 32));
    if (!k.key_) throw std::invalid_argument{"these are not the bytes of an Ed25519 public key"};
    return k;
}

std::string ed25519_key::public_bytes() const {
    std::string bytes(32, '\0');
    std::size_t length = bytes.size();
    if (EVP_PKEY_get_raw_public_key(key_.get(), bytes_of(bytes), &length) != 1)
        throw std::runtime_error{"OpenSSL gives no public key of an Ed25519 key"};
    return bytes;
}

std::string ed25519_key::sign(std::string_view message) const {
    const digest_context context{EVP_MD_CTX_new()};
    std::string signature(64, '\0');
    std::size_t length = signature.size();
    if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), bytes_of(signature), &length, bytes_of(message),
                       message.size()) != 1)
        throw std::runtime_error{"OpenSSL could not sign with Ed25519"};
    return signature;
}

bool ed25519_key::verify(std::string_view message, std::string_view signature) const {
    const digest_context context{EVP_MD_CTX_new()};
    const bool sound =
        context &&
        EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
        EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                         message.size()) == 1;
    if (!sound) ERR_clear_error(); // the thread's queue also serves TLS
    return sound;
}

}
