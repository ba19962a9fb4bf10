// The file that PostgreSQL writes to.
#pragma once
#include "process/descriptor.hpp"
#include <cstdint>
#include <filesystem>
#include <string>

namespace nucleus::embedded {

class server_log {
public:
    explicit server_log(std::filesystem::path file)
        : file_{std::move(file)} {}

    /// For appending; 0600. Throws std::runtime_error when that fails.
    [[nodiscard]] process::descriptor open() const;
    /// Beyond 8 MiB moves what is there to "<file>.1", over what was there before. The server goes
    /// on writing to the same, then empty file.
    void bound() const noexcept;
    /// What was written since `from`, at most the last 2 KiB, whole lines.
    [[nodiscard]] std::string end(std::uintmax_t from) const;
    [[nodiscard]] std::uintmax_t size() const noexcept;
    [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }

private:
    std::filesystem::path file_;
};

}
