#include "embedded/server_log.hpp"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace nucleus::embedded {

namespace fs = std::filesystem;

process::descriptor server_log::open() const {
    process::descriptor fd{
        ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!fd)
        throw std::runtime_error(file_.native() + " cannot be written: " + std::strerror(errno));
    return fd;
}

std::uintmax_t server_log::size() const noexcept {
    std::error_code none;
    const auto bytes = fs::file_size(file_, none);
    return none ? 0 : bytes;
}

void server_log::bound() const noexcept {
    constexpr std::uintmax_t limit = 8 * 1024 * 1024;
    if (size() <= limit) return;
    std::error_code failed;
    fs::copy_file(file_, file_.native() + ".1", fs::copy_options::overwrite_existing, failed);
    if (!failed) fs::resize_file(file_, 0, failed);
}

std::string server_log::end(std::uintmax_t from) const {
    constexpr std::uintmax_t most = 2048;
    const auto bytes = size();
    const auto start = std::max(std::min(from, bytes), bytes > most ? bytes - most : 0);
    std::ifstream in{file_, std::ios::binary};
    in.seekg(static_cast<std::streamoff>(start));
    std::ostringstream text;
    text << in.rdbuf();
    auto out = text.str();
    if (start > from) out.erase(0, out.find('\n') + 1);
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
}

}
