// generate openapi: the API's description, to a file or stdout.
#include "cli/reading.hpp"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

namespace nucleus::cli {

namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

int write(const fs::path& file, const std::string& text) {
    std::error_code none;
    fs::create_directories(file.parent_path(), none);
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out << text << std::flush;
    if (out) return done;
    complain(file.native() + " cannot be written: " + std::strerror(errno));
    return failed;
}

}

int generate_openapi(const common& c, const generate_options& o) {
    const auto w = read_world(c);
    if (!w) return failed;
    const auto text = app::openapi_text(*w) + "\n";
    if (o.out == "-") {
        if (o.check) {
            complain("--check compares with a file: say where it is with --out DIR");
            return usage;
        }
        std::fputs(text.c_str(), stdout);
        return done;
    }
    const auto file = fs::path{o.out} / "openapi.json";
    if (!o.check) return write(file, text);
    if (text_of(file) == text) return done;
    complain(file.native() + " is out of date: run 'nucleusd generate openapi --out " + o.out +
             "'");
    return pending;
}

}
