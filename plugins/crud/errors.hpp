// What crud answers with, beyond core's own failures.
#pragma once
#include <nucleus/error.hpp>

namespace nucleus::crud {

inline constexpr error_kind cursor_mismatch{
    "cursor_mismatch", 400,
    "This cursor belongs to another list: of another caller, or with other filters or sort."};
inline constexpr error_kind idempotency_mismatch{
    "idempotency_mismatch", 422,
    "This Idempotency-Key was sent with another request before: make a new one for each."};
inline constexpr error_kind too_many_affected{
    "too_many_affected", 409, "More rows than maxAffected meet the filters; nothing was changed."};

}
