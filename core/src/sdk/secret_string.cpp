// Wiping what must not leak.
#include <nucleus/secret_string.hpp>
#include <openssl/crypto.h>

namespace nucleus {

void secret_string::wipe() noexcept {
    // The capacity too: a shorter value may have followed a longer one.
    if (!text_.empty()) text_.resize(text_.capacity());
    OPENSSL_cleanse(text_.data(), text_.size());
    text_.clear();
}

}
