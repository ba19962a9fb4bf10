// What the names of two entry symbols say about each other.
#include "plugin/fingerprint.hpp"
#include <catch2/catch_test_macros.hpp>
#include <nucleus/abi.hpp>

using namespace nucleus::plugin_host;

TEST_CASE("Equal fingerprints do not differ, and ours is one") {
    CHECK(fingerprint_difference(nucleus::abi_symbol(), nucleus::abi_symbol()).empty());
    CHECK(is_entry_symbol(nucleus::abi_symbol()));
    CHECK_FALSE(is_entry_symbol("nucleus_something_else"));
}

TEST_CASE("Only what differs is named, with both values") {
    const auto ours = "nucleus_plugin_sdk3_clang19_cxx11_boost108300_plain";
    CHECK(fingerprint_difference("nucleus_plugin_sdk3_gcc13_cxx11_boost108300_plain", ours) ==
          "with compiler gcc13 (this nucleusd: clang19)");
    CHECK(fingerprint_difference("nucleus_plugin_sdk4_clang19_libcxx_boost107400_asan", ours) ==
          "for SDK version 4 (this nucleusd: 3), for C++ library ABI libcxx (this nucleusd: "
          "cxx11), with Boost 107400 (this nucleusd: 108300), with object layout (sanitizer) "
          "asan (this nucleusd: plain)");
}

TEST_CASE("A fingerprint of an unknown scheme is quoted as it is") {
    const auto text = fingerprint_difference("nucleus_plugin_x", nucleus::abi_symbol());
    CHECK(text.find("nucleus_plugin_x") != std::string::npos);
    CHECK(text.find(nucleus::abi_symbol()) != std::string::npos);
}
