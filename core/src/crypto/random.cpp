// Random bytes: getrandom(2), which needs no seeding and survives fork().
#include <cerrno>
#include <nucleus/crypto/digest.hpp>
#include <nucleus/crypto/random.hpp>
#include <openssl/crypto.h>
#include <stdexcept>
#include <sys/random.h>

namespace nucleus::crypto {

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    for (std::size_t done = 0; done < count;) {
        const auto got = ::getrandom(bytes.data() + done, count - done, 0);
        if (got > 0)
            done += static_cast<std::size_t>(got);
        else if (errno != EINTR)
            throw std::runtime_error{"the operating system gives no random bytes (getrandom)"};
    }
    return bytes;
}

secret_string random_token() {
    auto bytes = random_bytes(32);
    auto text = base64url(bytes);
    secret_string token{text};
    OPENSSL_cleanse(bytes.data(), bytes.size());
    OPENSSL_cleanse(text.data(), text.size());
    return token;
}

}
