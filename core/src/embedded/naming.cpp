#include "embedded/naming.hpp"
#include <cstdint>

namespace nucleus::embedded {

namespace {

/// FNV-1a: the same in every process and version, which std::hash does not promise.
std::uint64_t fingerprint(std::string_view text) {
    std::uint64_t h = 0xcbf29ce484222325;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return h;
}

}

std::string database_name(std::string_view app_id) {
    std::string name;
    for (const char c : app_id.substr(0, 59)) {
        const bool digit = c >= '0' && c <= '9';
        if ((c >= 'a' && c <= 'z') || digit)
            name += c;
        else
            name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : '_';
    }
    for (const char* own : {"", "postgres", "template0", "template1"})
        if (name == own) return name + "_app";
    return name;
}

std::string quoted_value(std::string_view value) {
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

std::filesystem::path socket_folder(const std::filesystem::path& data) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string name = "nucleus-";
    auto rest = fingerprint(data.native());
    for (int i = 0; i < 16; ++i, rest >>= 4) name += digits[rest & 15];
    return std::filesystem::path{"/tmp"} / name;
}

std::string connection_string(const std::filesystem::path& sockets, std::string_view database) {
    return "host=" + quoted_value(sockets.native()) + " port=" + std::string{port} +
           " dbname=" + quoted_value(database) + " user=" + quoted_value(role);
}

}
