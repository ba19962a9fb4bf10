#include "domain/one_time_token.hpp"
#include <nucleus/crypto/digest.hpp>

namespace nucleus::auth {

std::string token_hash(std::string_view token) { return crypto::hex(crypto::sha256(token)); }

}
