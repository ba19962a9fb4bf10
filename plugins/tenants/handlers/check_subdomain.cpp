#include "handlers/check_subdomain.hpp"
#include "domain/subdomain.hpp"
#include "errors.hpp"

namespace nucleus::tenants {

namespace {

subdomain_availability unavailable(std::string reason, std::string message) {
    return {false, std::move(reason), std::move(message)};
}

}

task<result<subdomain_availability>> check_subdomain(tenants_context& t, request_context& rc) {
    const auto s = t.settings.now();
    const auto judged = judge_subdomain(rc.path_value("subdomain"), s->reserved);
    if (judged.fault) {
        const bool reserved = *judged.fault == subdomain_fault::reserved;
        co_return unavailable(reserved ? "reserved" : "malformed", judged.why);
    }
    const auto schema = schema_of(judged.name);
    const bool taken = co_await is_taken(*rc.database, call_of(rc), judged.name, schema);
    if (taken) co_return unavailable("taken", std::string{errors::subdomain_taken.message});
    co_return subdomain_availability{true, {}, {}};
}

}
