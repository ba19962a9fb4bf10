#include "plugin/gate.hpp"
#include "plugin/fingerprint.hpp"
#include <algorithm>
#include <boost/dll/library_info.hpp>
#include <cerrno>
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <nucleus/abi.hpp>
#include <sys/stat.h>

namespace nucleus::plugin_host {

namespace {

std::optional<refusal> file_fault(const std::filesystem::path& file) {
    struct stat about{};
    if (::stat(file.c_str(), &about) != 0)
        return refusal{"missing_plugin",
                       errno == ENOENT ? "does not exist: check plugins.load and "
                                         "plugins.directory"
                                       : std::string{"cannot be reached: "} + std::strerror(errno)};
    if (!S_ISREG(about.st_mode)) return refusal{"not_a_file", "is not a regular file"};
    if (about.st_mode & S_IWOTH)
        return refusal{"world_writable",
                       "may be changed by every user of this machine: chmod o-w it"};
    std::ifstream bytes{file, std::ios::binary};
    if (!bytes) return refusal{"unreadable_plugin", "cannot be read: check its permissions"};
    return elf_fault(bytes, static_cast<std::uint64_t>(about.st_size));
}

std::optional<refusal> fingerprint_fault(const std::filesystem::path& file) {
    std::vector<std::string> symbols;
    try {
        symbols = boost::dll::library_info{file.c_str()}.symbols();
    } catch (const std::exception& e) {
        return refusal{"truncated",
                       std::string{"has a symbol table that cannot be read: "} + e.what()};
    }
    const auto ours = abi_symbol();
    if (std::find(symbols.begin(), symbols.end(), ours) != symbols.end()) return std::nullopt;
    const auto other = std::find_if(symbols.begin(), symbols.end(), is_entry_symbol);
    if (other == symbols.end())
        return refusal{"no_entry", "is no nucleusd plugin: it exports no nucleus_plugin_… symbol "
                                   "(write NUCLEUS_PLUGIN(your_class) in one of its files)"};
    return refusal{"wrong_fingerprint", "was built " + fingerprint_difference(*other, ours) +
                                            ": build it again with the SDK of this nucleusd"};
}

}

admission admit(const std::filesystem::path& file) {
    if (auto fault = file_fault(file)) return {nullptr, *fault};
    if (auto fault = fingerprint_fault(file)) return {nullptr, *fault};
    // NODELETE: its vtables, coroutine frames and static data are referenced until the very end.
    void* library =
        ::dlopen(std::filesystem::absolute(file).c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library)
        return {nullptr, {"not_loadable", std::string{"cannot be loaded: "} + ::dlerror()}};
    void* symbol = ::dlsym(library, abi_symbol().c_str());
    if (!symbol)
        return {
            nullptr,
            {"no_entry", std::string{"has an entry symbol that cannot be found: "} + ::dlerror()}};
    return {reinterpret_cast<entry_point>(symbol), {}};
}

}
