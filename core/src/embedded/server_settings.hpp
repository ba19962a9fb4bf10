// How the embedded server is set up; on its command line, so that no file can be out of step.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace nucleus::embedded {

/// "name=value" settings for a machine with that many cores and bytes of memory.
[[nodiscard]] std::vector<std::string> server_settings(const std::filesystem::path& sockets,
                                                       unsigned cores, std::uint64_t memory);

/// Bytes of memory of this machine.
[[nodiscard]] std::uint64_t machine_memory();

}
