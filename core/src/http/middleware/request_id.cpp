#include "http/middleware/request_id.hpp"
#include <algorithm>
#include <random>

namespace nucleus::http {

namespace {

std::uint64_t random_bits() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
}

void append_hex(std::uint64_t n, std::string& out) {
    constexpr char digits[] = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4) out.push_back(digits[(n >> shift) & 15]);
}

bool is_lower_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == text.npos;
}

}

bool acceptable_request_id(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    });
}

request_id_source::request_id_source()
    : prefix_{random_bits()}
    , counter_{random_bits()} {}

void request_id_source::next(std::string& into) {
    into.clear();
    append_hex(prefix_, into);
    append_hex(counter_++, into);
}

bool acceptable_traceparent(std::string_view text) noexcept {
    if (text.size() != 55 || !text.starts_with("00-") || text[35] != '-' || text[52] != '-')
        return false;
    const auto trace = text.substr(3, 32);
    const auto parent = text.substr(36, 16);
    return is_lower_hex(trace) && is_lower_hex(parent) && is_lower_hex(text.substr(53)) &&
           trace.find_first_not_of('0') != trace.npos &&
           parent.find_first_not_of('0') != parent.npos;
}

}
