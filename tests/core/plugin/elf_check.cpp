// A hostile library is refused by its numbers alone.
#include "plugin/elf_check.hpp"
#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <elf.h>
#include <sstream>

using nucleus::plugin_host::elf_fault;

namespace {

/// The smallest library that passes: a header, one segment, a null section and a table of names.
struct small_library {
    Elf64_Ehdr head{};
    Elf64_Phdr segment{};
    Elf64_Shdr sections[3]{};
    char tail[64]{};

    small_library() {
        std::memcpy(head.e_ident, ELFMAG, SELFMAG);
        head.e_ident[EI_CLASS] = ELFCLASS64;
        head.e_ident[EI_DATA] = ELFDATA2LSB;
        head.e_type = ET_DYN;
#if defined(__x86_64__)
        head.e_machine = EM_X86_64;
#else
        head.e_machine = EM_AARCH64;
#endif
        head.e_phoff = offsetof(small_library, segment);
        head.e_phnum = 1;
        head.e_phentsize = sizeof segment;
        head.e_shoff = offsetof(small_library, sections);
        head.e_shnum = 3;
        head.e_shentsize = sizeof(Elf64_Shdr);
        head.e_shstrndx = 1;
        segment.p_filesz = sizeof head;
        sections[1].sh_type = SHT_STRTAB;
        sections[1].sh_offset = offsetof(small_library, tail);
        sections[1].sh_size = 8;
        sections[2].sh_type = SHT_DYNSYM;
        sections[2].sh_offset = offsetof(small_library, tail) + 8;
        sections[2].sh_size = sizeof(Elf64_Sym);
    }
    [[nodiscard]] std::string code() const {
        std::istringstream file{std::string{reinterpret_cast<const char*>(this), sizeof *this}};
        const auto fault = elf_fault(file, sizeof *this);
        return fault ? fault->code : "";
    }
};

}

TEST_CASE("A sound library passes") { CHECK(small_library{}.code().empty()); }

TEST_CASE("Numbers that point outside the file are refused") {
    constexpr auto beyond = ~std::uint64_t{0};
    small_library l;
    SECTION("section table") { l.head.e_shoff = beyond - 8; }
    SECTION("segment table") { l.head.e_phoff = beyond - 8; }
    SECTION("section offset") { l.sections[1].sh_offset = beyond; }
    SECTION("section size") { l.sections[1].sh_size = beyond; }
    SECTION("segment") { l.segment.p_filesz = beyond; }
    SECTION("name table") { l.head.e_shstrndx = 3; }
    SECTION("entry size of sections") { l.head.e_shentsize = 1; }
    SECTION("no sections at all") { l.head.e_shnum = 0; }
    SECTION("a symbol table too small for a symbol") { l.sections[2].sh_size = 1; }
    CHECK(l.code() == "truncated");
}

TEST_CASE("Another kind of binary is refused for what it is") {
    small_library l;
    SECTION("32 bit") {
        l.head.e_ident[EI_CLASS] = ELFCLASS32;
        CHECK(l.code() == "wrong_architecture");
    }
    SECTION("big endian") {
        l.head.e_ident[EI_DATA] = ELFDATA2MSB;
        CHECK(l.code() == "wrong_architecture");
    }
    SECTION("an object file") {
        l.head.e_type = ET_REL;
        CHECK(l.code() == "not_a_library");
    }
    SECTION("no magic") {
        l.head.e_ident[0] = 'M';
        CHECK(l.code() == "not_elf");
    }
}
