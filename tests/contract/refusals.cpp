// Each kind of bad file is refused with a sentence of its own, before any of its code runs.
#include "plugin/gate.hpp"
#include "plugin/host.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nucleus/abi.hpp>
#include <nucleus/testing/temp_folder.hpp>

using namespace nucleus;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

fs::path built(const std::string& name) { return fs::path{CONTRACT_PLUGINS} / (name + ".so"); }

std::string bytes_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

plugin_host::refusal refused(const fs::path& file) {
    const auto a = plugin_host::admit(file);
    CHECK(a.make == nullptr);
    return a.why;
}

std::string fault_of(const std::string& name) {
    plugin_host::host host;
    config::report found;
    CHECK_FALSE(host.load({name}, CONTRACT_PLUGINS, found));
    REQUIRE(found.faults.size() == 1);
    CHECK(found.faults[0].path == "plugin " + name);
    return found.faults[0].message;
}

}

TEST_CASE("A sound plugin passes the gate") {
    const auto a = plugin_host::admit(built("good"));
    INFO(a.why.reason);
    CHECK(a.make != nullptr);
}

TEST_CASE("A wrong fingerprint is refused, says what differs, and none of its code has run") {
    ::unsetenv("NUCLEUS_CONTRACT_CODE_RAN");
    const auto why = refused(built("wrong_fingerprint"));
    CHECK(why.code == "wrong_fingerprint");
    CHECK_THAT(why.reason, ContainsSubstring("SDK version 99 (this nucleusd: " +
                                             std::to_string(NUCLEUS_SDK_VERSION) + ")"));
    CHECK_THAT(why.reason, !ContainsSubstring("compiler"));
    CHECK(std::getenv("NUCLEUS_CONTRACT_CODE_RAN") == nullptr);
}

TEST_CASE("A library without an entry symbol is refused and none of its code has run") {
    ::unsetenv("NUCLEUS_CONTRACT_CODE_RAN");
    const auto why = refused(built("no_entry"));
    CHECK(why.code == "no_entry");
    CHECK_THAT(why.reason, ContainsSubstring("NUCLEUS_PLUGIN"));
    CHECK(std::getenv("NUCLEUS_CONTRACT_CODE_RAN") == nullptr);
}

TEST_CASE("A plugin with an unbound symbol is refused by the symbol's name") {
    const auto why = refused(built("unbound_symbol"));
    CHECK(why.code == "not_loadable");
    CHECK_THAT(why.reason, ContainsSubstring("function_that_nobody_has"));
}

TEST_CASE("A file that is not there, is a folder, or is text is refused") {
    const testing::temp_folder folder;
    CHECK(refused(folder.path() / "absent.so").code == "missing_plugin");
    CHECK(refused(folder.path()).code == "not_a_file");
    CHECK(refused(folder.write("text.so", "#!/bin/sh\necho plugin\n")).code == "not_elf");
    CHECK(refused(folder.write("empty.so", "")).code == "not_elf");
}

TEST_CASE("A truncated plugin is refused wherever it was cut off") {
    const testing::temp_folder folder;
    const auto whole = bytes_of(built("good"));
    for (const std::size_t size : {std::size_t{5}, std::size_t{60}, std::size_t{64},
                                   std::size_t{4096}, whole.size() / 2, whole.size() - 1}) {
        INFO("the first " << size << " of " << whole.size() << " bytes");
        CHECK(refused(folder.write("cut.so", whole.substr(0, size))).code == "truncated");
    }
}

TEST_CASE("A plugin that every user may change is refused") {
    const testing::temp_folder folder;
    const auto file = folder.write("open.so", bytes_of(built("good")));
    fs::permissions(file, fs::perms::others_write, fs::perm_options::add);
    const auto why = refused(file);
    CHECK(why.code == "world_writable");
    CHECK_THAT(why.reason, ContainsSubstring("chmod o-w"));
}

TEST_CASE("A plugin for another architecture, and an executable, are refused") {
    const testing::temp_folder folder;
    auto bytes = bytes_of(built("good"));
    bytes[18] = '\x28', bytes[19] = '\0'; // e_machine: 32-bit ARM
    CHECK(refused(folder.write("arm.so", bytes)).code == "wrong_architecture");
    bytes = bytes_of(built("good"));
    bytes[16] = 2; // e_type: ET_EXEC
    CHECK(refused(folder.write("program.so", bytes)).code == "not_a_library");
}

TEST_CASE("A plugin that throws while it is made or described is refused with its reason") {
    CHECK_THAT(fault_of("throws_in_constructor"),
               ContainsSubstring("the moon is in the wrong house"));
    CHECK_THAT(fault_of("throws_in_describe"), ContainsSubstring("no std::exception"));
}

TEST_CASE("A missing service names who needs it and what would help") {
    const auto message = fault_of("missing_service");
    CHECK_THAT(message, ContainsSubstring("'unicorn'"));
    CHECK_THAT(message, ContainsSubstring("plugins.load"));
    plugin_host::host alone;
    config::report found;
    CHECK(alone.load({"missing_service"}, CONTRACT_PLUGINS, found, true)); // as plugins check does
}

TEST_CASE("Migrations out of order are refused when the plugin is loaded") {
    CHECK_THAT(fault_of("unordered_migrations"),
               ContainsSubstring("migration 1 (first) comes after version 2"));
}

TEST_CASE("A cycle names its members") {
    plugin_host::host host;
    config::report found;
    CHECK_FALSE(host.load({"cycle_a", "good", "cycle_b"}, CONTRACT_PLUGINS, found));
    REQUIRE(found.faults.size() == 1);
    CHECK_THAT(found.faults[0].message, ContainsSubstring("cycle_a → cycle_b → cycle_a"));
    CHECK(host.plugins().empty());
}

TEST_CASE("Every refused plugin is reported, not only the first") {
    plugin_host::host host;
    config::report found;
    CHECK_FALSE(
        host.load({"no_entry", "good", "wrong_fingerprint", "nowhere"}, CONTRACT_PLUGINS, found));
    CHECK(found.faults.size() == 3);
}
