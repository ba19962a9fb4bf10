// Runs a fuzz target over its seeds once: what fuzzing found before stays fixed.
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

TEST_CASE("every seed passes") {
    std::size_t seeds = 0;
    for (const auto& seed : std::filesystem::directory_iterator{NUCLEUS_SEEDS}) {
        INFO(seed.path());
        std::ifstream in{seed.path(), std::ios::binary};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        CHECK(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()),
                                     text.size()) == 0);
        ++seeds;
    }
    CHECK(seeds > 0);
}
