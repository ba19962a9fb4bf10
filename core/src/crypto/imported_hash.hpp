// Password hashes that other systems made, for accounts that were taken over from them.
#pragma once
#include <nucleus/secret_string.hpp>
#include <optional>
#include <string_view>

namespace nucleus::crypto {

/// Whether `password` is the one of `stored`: bcrypt ($2a$, $2b$, $2y$), or scrypt (RFC 7914) as
/// crypt(5) writes it ($7$…) or in PHC form ($scrypt$ln=<log2 N>,r=<r>,p=<p>$<salt>$<hash>, both in
/// base64 without padding). Empty for anything else, and for work beyond a bcrypt cost of 15 or
/// 1 GiB of scrypt's memory: a planted hash must not take the machine down. Slow on purpose. Throws
/// failure{errors::overloaded} without enough memory.
[[nodiscard]] std::optional<bool> imported_hash_matches(std::string_view stored,
                                                        const secret_string& password);

}
