#include "http/error_boundary.hpp"
#include "http/connection.hpp"
#include "http/database_errors.hpp"
#include <nucleus/log.hpp>
#include <nucleus/pg/database.hpp>

namespace nucleus::http {

namespace {

std::string_view route_of(const exchange& x) {
    return x.endpoint ? std::string_view{x.endpoint->path} : "unmatched";
}

void log_internal(const exchange& x, std::string_view what) {
    log::error("http", "a request failed",
               {{"requestId", x.request_id}, {"route", route_of(x)}, {"reason", what}});
}

error of_database(const exchange& x, const pg::query_failure& f) {
    // PostgreSQL's own message may quote data: it is for debugging only.
    log::debug("http", f.message, {{"requestId", x.request_id}, {"sqlstate", f.sqlstate}});
    if (const auto* kind = kind_of_sqlstate(f.sqlstate)) return *kind;
    log::error("http", "a statement failed",
               {{"requestId", x.request_id},
                {"route", route_of(x)},
                {"statement", f.statement},
                {"sqlstate", f.sqlstate}});
    return errors::internal;
}

error of_current_exception(const exchange& x) {
    try {
        throw;
    } catch (const failure& f) {
        return f.reason();
    } catch (const pg::query_failure& f) {
        return of_database(x, f);
    } catch (const std::exception& e) {
        log_internal(x, e.what());
    } catch (...) {
        log_internal(x, "something that is no std::exception was thrown");
    }
    return errors::internal;
}

}

void answer_current_exception(exchange& x) {
    try {
        throw;
    } catch (const peer_gone&) {
        x.abandoned = true;
        return;
    } catch (...) {
        if (x.by->cancelled()) return; // judged in finish(), like a handler that returned instead
    }
    const auto why = of_current_exception(x);
    if (x.streamed)
        x.abandoned = true; // the head is out: only a broken end tells the truth
    else
        x.fail(why);
}

}
