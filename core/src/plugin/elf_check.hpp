// Whether a file is a sound shared library, before anything parses it further.
#pragma once
#include <cstdint>
#include <istream>
#include <optional>
#include <string>

namespace nucleus::plugin_host {

/// Why something is not admitted: a stable code, and a sentence without its subject ("is not …").
struct refusal {
    std::string code;
    std::string reason;
};

/// Checks the ELF header and that every section and segment lies inside the `size` bytes of `file`.
/// Boost.DLL and the dynamic linker trust these numbers; a hostile or truncated file stops here.
[[nodiscard]] std::optional<refusal> elf_fault(std::istream& file, std::uint64_t size);

}
