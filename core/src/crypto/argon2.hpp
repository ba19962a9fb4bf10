// Argon2id hashes of passwords in PHC string format:
// $argon2id$v=19$m=<KiB>,t=<iterations>,p=<lanes>$<salt>$<hash>, both in base64 without padding.
#pragma once
#include <nucleus/secret_string.hpp>
#include <nucleus/services/passwords.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::crypto {

/// The parameters of a well-formed PHC string. Empty for anything else, and for work beyond
/// 256 MiB, 16 iterations or 16 lanes, or beyond `own` where that allows more: a planted hash must
/// not take the machine down. Pure.
[[nodiscard]] std::optional<argon2_parameters> parameters_of(std::string_view phc,
                                                             const argon2_parameters& own);

/// A well-formed PHC string with these parameters that no known password matches. Pure.
[[nodiscard]] std::string decoy(const argon2_parameters& p);

/// Throws std::invalid_argument, naming the parameter, for what Argon2 does not define.
void require_valid(const argon2_parameters& p);

/// Hashes with a fresh salt. Slow on purpose. By libsodium with one lane (it picks AVX2 or AVX-512
/// at run time), else by libargon2; both write and read the same strings. Throws
/// failure{errors::overloaded} without enough memory.
[[nodiscard]] std::string argon2id_hash(const argon2_parameters& p, const secret_string& password);

/// Whether `password` is the one of `phc`, which parameters_of() has accepted and which has `lanes`
/// lanes. Otherwise as argon2id_hash().
[[nodiscard]] bool argon2id_matches(const std::string& phc, unsigned lanes,
                                    const secret_string& password);

}
