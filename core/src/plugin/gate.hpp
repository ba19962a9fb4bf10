// Decides whether a file may become part of this process.
#pragma once
#include "plugin/elf_check.hpp"
#include <filesystem>
#include <nucleus/plugin.hpp>
#include <optional>

namespace nucleus::plugin_host {

using entry_point = plugin* (*)();

/// Either an entry point or why there is none.
struct admission {
    entry_point make = nullptr;
    refusal why;
};

/// Judges the file by its bytes, so that no code of a wrong binary runs, and then loads it with all
/// of its symbols bound. It stays loaded until the process ends.
[[nodiscard]] admission admit(const std::filesystem::path& file);

}
