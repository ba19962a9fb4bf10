// Heads and chunked bodies from arbitrary bytes; Beast must read in the same way what is accepted.
#include "http/head_guard.hpp"
#include "http/chunk_decoder.hpp"
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdlib>

using namespace nucleus;
using namespace nucleus::http;

namespace {

void demand(bool holds) {
    if (!holds) std::abort();
}

bool inside(std::string_view outer, std::string_view part) {
    return part.empty() || (part.data() >= outer.data() &&
                            part.data() + part.size() <= outer.data() + outer.size());
}

/// The same head in two pieces must give the same result.
void parse_in_pieces(std::string_view input, const head_result& whole) {
    request r;
    std::size_t scanned = 0;
    auto half = parse_head(input.substr(0, input.size() / 2), scanned, {}, r);
    if (half.refused || half.size != 0) return;
    r.headers.clear();
    demand(parse_head(input, scanned, {}, r).size == whole.size);
}

void compare_with_beast(std::string_view head, const request& r, const framing& f) {
    boost::beast::http::request_parser<boost::beast::http::empty_body> beast;
    boost::system::error_code failed;
    beast.header_limit(1 << 20);
    beast.put(boost::asio::buffer(head), failed);
    if (!beast.is_header_done()) return; // it is stricter about methods and versions here and there
    demand(beast.get().target() == r.target);
    demand(beast.chunked() == f.chunked);
    demand(beast.content_length().value_or(0) == f.content_length);
}

void decode(std::string_view body, std::size_t piece) {
    chunk_decoder d{4096};
    std::string out;
    std::size_t used = 0;
    while (used < body.size() && !d.done() && !d.refused())
        used += d.feed(body.substr(used, piece), out);
    demand(used <= body.size());
    demand(out.size() <= 4096);
}

}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    request r;
    framing f;
    std::size_t scanned = 0;
    const auto head = parse_head(input, scanned, {}, r);
    demand(scanned <= size);
    parse_in_pieces(input, head);
    if (head.refused || head.size == 0) return 0;
    demand(head.size <= size);
    for (const auto& h : r.headers) {
        demand(inside(input, h.name) && inside(input, h.value));
        demand(h.value.find_first_of(std::string_view{"\r\n\0", 3}) == h.value.npos);
    }
    if (guard(r, f)) return 0;
    demand((r.path == "/" || inside(input, r.path)) && inside(input, r.query));
    demand(!(f.chunked && f.content_length != 0));
    if (input.starts_with("\r\n")) return 0; // Beast does not forgive it
    compare_with_beast(input.substr(0, head.size), r, f);
    if (!f.chunked) return 0;
    for (const std::size_t piece : {1UL, 7UL, 1000UL}) decode(input.substr(head.size), piece);
    return 0;
}
