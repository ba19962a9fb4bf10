#include "handlers/preconditions.hpp"

namespace nucleus::crud {

task<error> why_untouched(entity_endpoint& ep, request_context& rc, uuid id, owner_filter owner,
                          bool conditional) {
    if (!conditional) co_return error{errors::not_found};
    const auto call = call_of(rc);
    const auto found = co_await ep.store.find(*rc.database, call, id, owner);
    if (found.empty()) co_return error{errors::not_found};
    co_return error{errors::precondition_failed};
}

}
