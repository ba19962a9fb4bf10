// Where a page ended, signed: what a client hands back to get the next one, at the same cost
// however deep it is. Pure.
#pragma once
#include "domain/list_query.hpp"
#include "errors.hpp"
#include <nucleus/crypto/hmac_key.hpp>
#include <optional>

namespace nucleus::crud {

struct cursor {
    std::string sort, filters, search; ///< of the list, as they were written; empty: none
    deleted_mode deleted = deleted_mode::without;
    key_values after; ///< of the last row
};

/// Whose list of what: a cursor is of use for nobody else.
struct cursor_scope {
    std::string table, user, tenant;
    bool operator==(const cursor_scope&) const = default;
};

/// Cursors are signed with the current key; those of the previous one are still good.
struct cursor_keys {
    crypto::hmac_key current;
    std::optional<crypto::hmac_key> previous;
};
/// `previous` may be empty: there is none, and an empty key is good for nothing.
[[nodiscard]] cursor_keys cursor_keys_of(secret_string current, secret_string previous);

[[nodiscard]] std::string write_cursor(const cursor& c, const cursor_scope& of,
                                       const cursor_keys& keys);
/// `invalid_query` for what we have not signed, `cursor_mismatch` for another's.
[[nodiscard]] result<cursor> read_cursor(std::string_view text, const cursor_scope& of,
                                         const cursor_keys& keys);

/// Of the list that is asked for, from its beginning.
[[nodiscard]] cursor cursor_of(const list_parameters& given);

/// check_list_query() for a list that goes on: what `given` does not say is as in the cursor; what
/// it repeats must mean the same, else `cursor_mismatch`.
[[nodiscard]] result<list_query> continue_list(const entity& e, const list_parameters& given,
                                               const cursor& from, const viewer& who,
                                               const query_limits& limits);

}
