// If-Match of a write, and why a write touched no row.
#pragma once
#include "domain/etag.hpp"
#include "handlers/write_row.hpp"

namespace nucleus::crud {

/// The versions that may be written over; none: any.
[[nodiscard]] result<std::optional<tag_condition>> asked_versions(const request_context& rc);

/// `not_found`; or, when the write was `conditional` and the row is there, `precondition_failed`.
task<error> why_untouched(entity_endpoint& ep, request_context& rc, uuid id, const viewer& who,
                          row_operation what, bool conditional);

/// write_row(), and why it touched no row.
task<result<answered>> write_versioned(entity_endpoint& ep, request_context& rc, one_write w);

}
