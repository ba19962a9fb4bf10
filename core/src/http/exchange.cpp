#include "http/exchange.hpp"
#include "http/answer_writer.hpp"
#include "http/connection.hpp"
#include "http/worker.hpp"
#include <charconv>

namespace nucleus::http {

void exchange::begin() {
    request.headers.clear();
    request.body = {};
    response.clear();
    endpoint = nullptr;
    request_id.clear();
    traceparent.clear();
    tenant.clear();
    facts.reset();
    caller.reset();
    from_cookie = false;
    path_values.clear();
    long_body.clear();
    match = {};
    route_index = on->site->numbers.unmatched();
    rate = {};
    returnable.clear();
    cors_origin = {};
    close = on->site->draining.load(std::memory_order_relaxed);
    abandoned = false;
    body_read = false;
    streamed.reset();
}

task<body_stream*> exchange::stream() {
    const bool chunked = request.minor == 1;
    if (!chunked) close = true;
    write_streaming_head(*this, chunked);
    streamed.emplace(*by, out, chunked, request.verb == method::head);
    auto sent = co_await by->flush();
    if (!sent) throw peer_gone{};
    co_return &*streamed;
}

task<void> chunked_stream::write(std::string_view piece) {
    if (piece.empty() || silent_) co_return; // an empty chunk would end the stream
    if (chunked_) {
        char digits[16];
        const auto end = std::to_chars(digits, digits + sizeof digits, piece.size(), 16).ptr;
        out_.append(digits, end).append("\r\n").append(piece).append("\r\n");
    } else {
        out_.append(piece);
    }
    auto sent = co_await to_.flush();
    if (!sent) throw peer_gone{};
}

bool chunked_stream::closing() const noexcept { return to_.closing(); }

void chunked_stream::end() {
    if (chunked_ && !silent_) out_.append("0\r\n\r\n");
}

}
