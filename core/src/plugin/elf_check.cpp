#include "plugin/elf_check.hpp"
#include <cstring>
#include <elf.h>

namespace nucleus::plugin_host {

namespace {

#if defined(__x86_64__)
constexpr Elf64_Half native_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half native_machine = EM_AARCH64;
#else
#error "which e_machine do the binaries of this architecture carry?"
#endif

template <class T> bool read_at(std::istream& file, std::uint64_t offset, T& out) {
    file.clear();
    file.seekg(static_cast<std::streamoff>(offset));
    return static_cast<bool>(file.read(reinterpret_cast<char*>(&out), sizeof out));
}

bool fits(std::uint64_t offset, std::uint64_t length, std::uint64_t size) {
    return offset <= size && length <= size - offset;
}

bool sections_fit(std::istream& file, const Elf64_Ehdr& head, std::uint64_t size) {
    for (unsigned i = 0; i < head.e_shnum; ++i) {
        Elf64_Shdr section{};
        if (!read_at(file, head.e_shoff + i * sizeof section, section)) return false;
        if (section.sh_type == SHT_NOBITS || section.sh_type == SHT_NULL) continue;
        if (!fits(section.sh_offset, section.sh_size, size)) return false;
        const bool symbols = section.sh_type == SHT_SYMTAB || section.sh_type == SHT_DYNSYM;
        if (symbols && section.sh_size < sizeof(Elf64_Sym)) return false;
    }
    return true;
}

bool segments_fit(std::istream& file, const Elf64_Ehdr& head, std::uint64_t size) {
    for (unsigned i = 0; i < head.e_phnum; ++i) {
        Elf64_Phdr segment{};
        if (!read_at(file, head.e_phoff + i * sizeof segment, segment)) return false;
        if (!fits(segment.p_offset, segment.p_filesz, size)) return false;
    }
    return true;
}

}

std::optional<refusal> elf_fault(std::istream& file, std::uint64_t size) {
    Elf64_Ehdr head{};
    unsigned char magic[SELFMAG]{};
    if (!read_at(file, 0, magic) || std::memcmp(magic, ELFMAG, SELFMAG) != 0)
        return refusal{"not_elf", "is not an ELF file: a plugin is a shared library (.so)"};
    const refusal truncated{"truncated", "is truncated or damaged: copy or build it again"};
    if (!read_at(file, 0, head)) return truncated;
    if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_ident[EI_DATA] != ELFDATA2LSB ||
        head.e_machine != native_machine)
        return refusal{"wrong_architecture",
                       "was built for another architecture: build it for this machine"};
    if (head.e_type != ET_DYN)
        return refusal{"not_a_library",
                       "is an ELF file, but not a shared library: link it with -shared"};
    const bool tables = head.e_shnum > 0 && head.e_shentsize == sizeof(Elf64_Shdr) &&
                        head.e_shstrndx < head.e_shnum && head.e_phnum > 0 &&
                        head.e_phentsize == sizeof(Elf64_Phdr) &&
                        fits(head.e_shoff, head.e_shnum * sizeof(Elf64_Shdr), size) &&
                        fits(head.e_phoff, head.e_phnum * sizeof(Elf64_Phdr), size);
    if (!tables || !segments_fit(file, head, size) || !sections_fit(file, head, size))
        return truncated;
    return std::nullopt;
}

}
