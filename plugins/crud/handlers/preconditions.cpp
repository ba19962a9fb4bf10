#include "handlers/preconditions.hpp"

namespace nucleus::crud {

result<std::optional<tag_condition>> asked_versions(const request_context& rc) {
    auto versions = parse_tags(rc.request.get("If-Match"), true);
    if (versions && versions->malformed)
        return error{errors::bad_request,
                     "If-Match must be * or entity tags with their double quotes, as ETag gave "
                     "them."};
    return versions;
}

task<error> why_untouched(entity_endpoint& ep, request_context& rc, uuid id, owner_filter owner,
                          bool conditional) {
    if (!conditional) co_return error{errors::not_found};
    const auto call = call_of(rc);
    const auto found = co_await ep.store.find(*rc.database, call, id, owner);
    if (found.empty()) co_return error{errors::not_found};
    co_return error{errors::precondition_failed};
}

}
