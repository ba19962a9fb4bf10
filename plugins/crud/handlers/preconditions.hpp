// Why a write touched no row.
#pragma once
#include "handlers/entity_endpoint.hpp"

namespace nucleus::crud {

/// `not_found`; or, when the write was `conditional` and the row is there, `precondition_failed`.
task<error> why_untouched(entity_endpoint& ep, request_context& rc, uuid id, owner_filter owner,
                          bool conditional);

}
