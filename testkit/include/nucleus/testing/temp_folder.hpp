// A folder that goes away with the test.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace nucleus::testing {

/// Made under /tmp with a short name (Unix sockets need one), for its owner only but for passing
/// through: the embedded PostgreSQL of a root runs as another user. Removed with all it holds.
class temp_folder {
public:
    temp_folder() {
        std::string name = "/tmp/nuc-XXXXXX";
        if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp failed");
        path_ = name;
        std::filesystem::permissions(path_, std::filesystem::perms{0711});
    }
    ~temp_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temp_folder(const temp_folder&) = delete;
    temp_folder& operator=(const temp_folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(std::string_view name, std::string_view text) const {
        auto file = path_ / name;
        std::ofstream{file, std::ios::binary} << text;
        return file;
    }

private:
    std::filesystem::path path_;
};

}
