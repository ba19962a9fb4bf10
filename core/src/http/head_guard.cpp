#include "http/head_guard.hpp"
#include <charconv>

namespace nucleus::http {

namespace {

/// The lines that decide about framing, collected in one pass over the headers.
struct decisive_lines {
    const header *host = nullptr, *length = nullptr, *coding = nullptr, *expect = nullptr;
    bool two_hosts = false, two_lengths = false, two_codings = false;
    bool close = false, keep_alive = false;
};

void note(const header*& slot, bool& repeated, const header& h) {
    repeated = slot != nullptr;
    slot = &h;
}

void read_connection_options(std::string_view list, decisive_lines& lines) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        const auto option = trimmed(list.substr(0, comma));
        if (equals_lower(option, "close")) lines.close = true;
        if (equals_lower(option, "keep-alive")) lines.keep_alive = true;
        list = comma == list.npos ? std::string_view{} : list.substr(comma + 1);
    }
}

decisive_lines collect(const request& r) {
    decisive_lines lines;
    bool ignored = false;
    for (const auto& h : r.headers) {
        switch (h.name.size()) { // most headers are told apart by their length alone
        case 4:
            if (equals_lower(h.name, "host")) note(lines.host, lines.two_hosts, h);
            break;
        case 6:
            if (equals_lower(h.name, "expect")) note(lines.expect, ignored, h);
            break;
        case 10:
            if (equals_lower(h.name, "connection")) read_connection_options(h.value, lines);
            break;
        case 14:
            if (equals_lower(h.name, "content-length")) note(lines.length, lines.two_lengths, h);
            break;
        case 17:
            if (equals_lower(h.name, "transfer-encoding")) note(lines.coding, lines.two_codings, h);
            break;
        default: break;
        }
    }
    return lines;
}

/// uri-host [":" port]: no user info, no path, no spaces, no list.
bool is_authority(std::string_view text) {
    if (text.empty()) return false;
    if (text.front() == '[') {
        const auto end = text.find(']');
        if (end == text.npos || end < 3) return false;
        if (text.substr(1, end - 1).find_first_not_of("0123456789abcdefABCDEF:.") != text.npos)
            return false;
        text.remove_prefix(end + 1);
        if (text.empty()) return true;
        if (text.front() != ':') return false;
    } else {
        const auto colon = text.find(':');
        const auto name = text.substr(0, colon);
        constexpr std::string_view allowed =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
            "-._~!$&'()*+;=%";
        if (name.empty() || name.find_first_not_of(allowed) != name.npos) return false;
        if (colon == text.npos) return true;
        text.remove_prefix(colon);
    }
    text.remove_prefix(1); // the colon; an empty port is allowed
    return text.size() <= 5 && text.find_first_not_of("0123456789") == text.npos;
}

refusal check_host(const request& r, const decisive_lines& lines) {
    if (lines.two_hosts) return malformed("There is more than one Host header.");
    if (lines.host == nullptr)
        return r.minor == 0 ? refusal{} : malformed("The Host header is missing.");
    return is_authority(lines.host->value) ? refusal{}
                                           : malformed("The Host header is not a host and port.");
}

refusal check_length(const decisive_lines& lines, framing& f) {
    if (lines.length == nullptr) return {};
    const auto text = lines.length->value;
    if (lines.two_lengths || text.find(',') != text.npos)
        return malformed("There is more than one Content-Length.");
    const auto [end, failed] =
        std::from_chars(text.data(), text.data() + text.size(), f.content_length);
    if (failed != std::errc{} || end != text.data() + text.size() || f.content_length > INT64_MAX)
        return malformed("Content-Length is not a number of bytes.");
    return {};
}

refusal check_coding(const request& r, const decisive_lines& lines, framing& f) {
    if (lines.coding == nullptr) return {};
    if (lines.length != nullptr)
        return malformed("Transfer-Encoding and Content-Length exclude each other.");
    if (r.minor == 0) return malformed("HTTP/1.0 has no Transfer-Encoding.");
    if (lines.two_codings) return malformed("There is more than one Transfer-Encoding.");
    if (lines.coding->value.empty()) return malformed("Transfer-Encoding is empty.");
    if (!equals_lower(lines.coding->value, "chunked")) return {&errors::unknown_transfer_coding};
    f.chunked = true;
    return {};
}

/// Origin form as it is; absolute form reduced to it, if it names the same host; `*` for OPTIONS.
refusal check_target(request& r, const decisive_lines& lines) {
    if (r.target.front() == '/') return {};
    if (r.target == "*")
        return r.verb == method::options ? refusal{}
                                         : malformed("The target `*` is for OPTIONS only.");
    const auto scheme = r.target.find("://");
    if (scheme == r.target.npos || !(equals_lower(r.target.substr(0, scheme), "http") ||
                                     equals_lower(r.target.substr(0, scheme), "https")))
        return malformed("The request target is neither a path nor an http URI.");
    const auto rest = r.target.substr(scheme + 3);
    const auto authority = rest.substr(0, rest.find_first_of("/?"));
    if (!is_authority(authority) ||
        (lines.host != nullptr && !same_name(authority, lines.host->value)))
        return malformed("The request target and the Host header name different hosts.");
    const auto tail = rest.substr(authority.size());
    const auto question = tail.find('?');
    r.path = tail.substr(0, question);
    if (r.path.empty()) r.path = "/";
    r.query = question == tail.npos ? std::string_view{} : tail.substr(question + 1);
    return {};
}

}

refusal guard(request& r, framing& f) {
    const auto lines = collect(r);
    f = {};
    f.keep_alive = !lines.close && (r.minor == 1 || lines.keep_alive);
    if (auto bad = check_host(r, lines)) return bad;
    if (auto bad = check_coding(r, lines, f)) return bad;
    if (auto bad = check_length(lines, f)) return bad;
    if (auto bad = check_target(r, lines)) return bad;
    if (lines.expect != nullptr && r.minor == 1) { // HTTP/1.0 has no Expect: ignored
        if (!equals_lower(lines.expect->value, "100-continue"))
            return {&errors::expectation_failed};
        f.expects_continue = true;
    }
    return {};
}

}
