// Nobody gives away what they have not got.
#pragma once
#include <nucleus/entity_hook.hpp>

namespace nucleus::auth {

/// Refuses writes by which somebody would have a claim that the caller lacks: a role that is given,
/// a claim that is put into a role, another name of a claim, either of them taken into use again.
/// Godmins lack nothing. A key is judged by what it may do itself.
task<void> check_grants(hook_call& call, std::span<row_write* const> writes);

}
