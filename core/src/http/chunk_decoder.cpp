#include "http/chunk_decoder.hpp"
#include <algorithm>

namespace nucleus::http {

namespace {
/// Bytes of extensions and trailers together that we are willing to skip.
constexpr std::size_t most_overhead = 8 * 1024;

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}
bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }
}

std::size_t chunk_decoder::feed(std::string_view input, std::string& body) {
    std::size_t used = 0;
    while (used < input.size() && !done() && !refused_) {
        if (at_ != state::data) {
            step(input[used++]);
            continue;
        }
        const auto piece = std::min<std::uint64_t>(size_, input.size() - used);
        body.append(input.substr(used, piece));
        used += piece;
        size_ -= piece;
        if (size_ == 0) at_ = state::data_cr;
    }
    return used;
}

void chunk_decoder::step(char c) {
    switch (at_) {
    case state::size: return size_digit(c);
    case state::extension:
        if (c == '\r')
            at_ = state::size_lf;
        else if (is_control(c))
            refuse(malformed("A chunk extension has a control character."));
        else if (++overhead_ > most_overhead)
            refuse(malformed("The chunk extensions are too long."));
        return;
    case state::size_lf:
        if (c != '\n') return refuse(malformed("The size of a chunk does not end in CRLF."));
        if (total_ > limit_) return refuse({&errors::body_too_large});
        digits_ = 0;
        line_ = 0;
        at_ = size_ == 0 ? state::trailer : state::data;
        return;
    case state::data_cr:
        if (c != '\r') return refuse(malformed("A chunk is longer than its size."));
        at_ = state::data_lf;
        return;
    case state::data_lf:
        if (c != '\n') return refuse(malformed("A chunk does not end in CRLF."));
        at_ = state::size;
        return;
    case state::trailer: return trailer_byte(c);
    case state::data:
    case state::done: return;
    }
}

void chunk_decoder::size_digit(char c) {
    if (const int value = hex_value(c); value >= 0) {
        if (++digits_ > 15) return refuse({&errors::body_too_large}); // 2^60 bytes and no overflow
        size_ = size_ * 16 + static_cast<std::uint64_t>(value);
        return;
    }
    if (digits_ == 0) return refuse(malformed("A chunk has no size."));
    total_ += size_;
    if (c == '\r')
        at_ = state::size_lf;
    else if (c == ';')
        at_ = state::extension;
    else
        refuse(malformed("The size of a chunk is not a hexadecimal number."));
}

void chunk_decoder::trailer_byte(char c) {
    if (++overhead_ > most_overhead) return refuse(malformed("The trailers are too long."));
    if (c == '\n') {
        if (before_ != '\r') return refuse(malformed("A trailer ends in LF instead of CRLF."));
        if (line_ == 0) at_ = state::done;
        line_ = 0;
    } else if (before_ == '\r') {
        return refuse(malformed("A trailer has a bare CR."));
    } else if (c != '\r') {
        if (is_control(c)) return refuse(malformed("A trailer has a control character."));
        ++line_;
    }
    before_ = c;
}

}
