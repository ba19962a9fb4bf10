// The envelope of answers.
#include <nucleus/http/request_context.hpp>

namespace nucleus {

request_context::~request_context() = default;

std::string_view request_context::path_value(std::string_view name) const noexcept {
    for (const auto& p : path_values)
        if (p.name == name) return p.value;
    return {};
}

result<uuid> request_context::path_id(std::string_view name) const {
    const auto id = uuid::parse(path_value(name));
    if (!id) return errors::malformed_id;
    return *id;
}

void request_context::end_envelope(std::string_view message) {
    if (!message.empty()) {
        response.body += R"(,"message":)";
        json::append_string(response.body, message);
    }
    response.body += '}';
}

void request_context::succeed(std::string_view message) {
    response.body += R"({"success":true,"data":null)";
    end_envelope(message);
}

namespace {

void write_faults(json::writer& w, const std::vector<fault>& faults) {
    if (faults.empty()) return;
    w.key("errors").begin_array();
    for (const auto& f : faults) {
        w.begin_object();
        w.key("path").value(f.path).key("code").value(f.code).key("message").value(f.message);
        w.end_object();
    }
    w.end_array();
}

}

void request_context::fail(const error& e) {
    const bool problem =
        request.get("accept").find("application/problem+json") != std::string_view::npos;
    response.clear();
    response.status = e.kind->status;
    if (e.retry_after) response.set("Retry-After", std::to_string(e.retry_after->count()));
    if (e.is(errors::unauthenticated)) response.set("WWW-Authenticate", "Bearer");
    json::writer w{response.body};
    w.begin_object();
    if (problem) {
        response.content_type = "application/problem+json";
        w.key("type")
            .value("about:blank")
            .key("title")
            .value(e.kind->message)
            .key("status")
            .value(e.kind->status);
        w.key("detail").value(e.text()).key("code").value(e.kind->code);
    } else {
        w.key("success")
            .value(false)
            .key("code")
            .value(e.kind->code)
            .key("message")
            .value(e.text());
    }
    write_faults(w, e.faults);
    w.key("requestId").value(request_id);
    w.end_object();
}

}
