#include "http/middleware/compression.hpp"
#include "http/head.hpp"
#include <zlib.h>

namespace nucleus::http {

namespace {

constexpr std::size_t least_bytes = 1024; // below, the headers cost more than is saved
constexpr int level = 4;                  // most of the gain for a third of level 6's time
constexpr int gzip_window = 15 + 16;      // 32 KiB, with a gzip header
constexpr int memory_level = 8;

/// "q=0", "q=0.", "q=0.000": not acceptable.
bool weighs_nothing(std::string_view parameters) {
    const auto at = parameters.find("q=");
    if (at == parameters.npos) return false;
    const auto weight = trimmed(parameters.substr(at + 2, parameters.find(';', at) - at - 2));
    return !weight.empty() && weight.find_first_not_of("0.") == weight.npos;
}

}

bool accepts_gzip(std::string_view list) noexcept {
    bool any = false;
    while (!list.empty()) {
        const auto comma = list.find(',');
        const auto item = list.substr(0, comma);
        const auto semicolon = item.find(';');
        const auto coding = trimmed(item.substr(0, semicolon));
        const bool wanted = semicolon == item.npos || !weighs_nothing(item.substr(semicolon + 1));
        if (equals_lower(coding, "gzip") || equals_lower(coding, "x-gzip")) return wanted;
        if (coding == "*") any = wanted;
        list = comma == list.npos ? std::string_view{} : list.substr(comma + 1);
    }
    return any;
}

bool worth_compressing(std::string_view type, std::size_t bytes) noexcept {
    return bytes >= least_bytes &&
           (type.starts_with("application/json") || type.starts_with("application/problem+json") ||
            type.starts_with("text/"));
}

std::string gzip(std::string_view plain) {
    z_stream z{};
    if (::deflateInit2(&z, level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return {};
    std::string out(::deflateBound(&z, plain.size()), '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data())); // zlib only reads it
    z.avail_in = static_cast<uInt>(plain.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    const bool whole = ::deflate(&z, Z_FINISH) == Z_STREAM_END;
    out.resize(whole ? z.total_out : 0);
    ::deflateEnd(&z);
    return out;
}

}
