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

task<error> why_untouched(entity_endpoint& ep, request_context& rc, uuid id, const viewer& who,
                          row_operation what, bool conditional) {
    const bool restores = what == row_operation::restore;
    const auto call = call_of(rc);
    if (conditional) {
        const auto which = restores ? deleted_mode::only : deleted_mode::without;
        const auto found =
            co_await ep.store.find(*rc.database, call, id, who, right_to(what), which);
        if (!found.empty()) co_return error{errors::precondition_failed};
    }
    if (restores) {
        const auto live = co_await ep.store.find(*rc.database, call, id, who, right_to(what));
        if (!live.empty()) co_return error{errors::not_found, "The row is not deleted."};
    }
    co_return error{errors::not_found};
}

task<result<answered>> write_versioned(entity_endpoint& ep, request_context& rc, one_write w) {
    const auto id = w.id;
    const auto what = w.what;
    const bool conditional = w.versions.has_value();
    auto done = co_await write_row(ep, rc, std::move(w));
    if (done || !done.error().is(errors::not_found)) co_return done;
    const auto who = ep.viewer_of(rc);
    auto why = co_await why_untouched(ep, rc, id, who, what, conditional);
    co_return std::move(why);
}

}
