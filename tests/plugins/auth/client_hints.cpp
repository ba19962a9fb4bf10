// Devices as Client Hints tell of them, as a table.
#include "domain/client_hints.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::auth;

namespace {

constexpr std::string_view chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
                                    "(KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
constexpr std::string_view edge =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.68";
constexpr std::string_view phone = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, "
                                   "like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36";
constexpr std::string_view brands =
    R"j("Not/A)Brand";v="8", "Chromium";v="126", "Google Chrome";v="126")j";

}

TEST_CASE("Client Hints are believed, and the User-Agent where there are none") {
    struct row {
        client_hints sent;
        std::string_view name, type, browser_version, os_version;
    };
    const row table[] = {
        {{chrome}, "Chrome on Windows", "desktop", "126.0.0.0", "10.0"},
        {{chrome, brands, "", R"("Windows")", "", "?0"},
         "Chrome on Windows",
         "desktop",
         "126.0.0.0",
         "10.0"},
        {{chrome, brands, R"("Chromium";v="126.0.6478.57", "Google Chrome";v="126.0.6478.57")",
          R"("Windows")", R"("15.0.0")", "?0"},
         "Chrome on Windows",
         "desktop",
         "126.0.6478.57",
         "11"},
        {{chrome, brands, "", R"("Windows")", R"("10.0.0")", "?0"},
         "Chrome on Windows",
         "desktop",
         "126.0.0.0",
         "10"},
        {{edge, R"("Microsoft Edge";v="126", "Chromium";v="126", "(Not(A:Brand";v="24")"},
         "Edge on Windows",
         "desktop",
         "126.0.2592.68",
         "10.0"},
        {{chrome, R"("Brave";v="127", "Chromium";v="127", "Not)A;Brand";v="99")", "", R"("Linux")",
          "", "?0"},
         "Brave on Linux",
         "desktop",
         "127",
         ""},
        {{phone, brands, "", R"("Android")", R"("14.0.0")", "?1", R"("Pixel 8")"},
         "Chrome on Android (Pixel 8)",
         "mobile",
         "126.0.0.0",
         "14.0.0"},
        {{phone, brands, "", R"("Android")", R"("14.0.0")", "?0"},
         "Chrome on Android",
         "tablet",
         "126.0.0.0",
         "14.0.0"},
        {{chrome, R"("Chromium";v="126")", "", R"("Chrome OS")", R"("15886.44.0")"},
         "Chromium on ChromeOS",
         "desktop",
         "126",
         "15886.44.0"},
        {{"", brands, "", R"("macOS")", R"("14.5.0")", "?0"},
         "Chrome on macOS",
         "desktop",
         "126",
         "14.5.0"},
        {{"Googlebot/2.1", brands, "", R"("Linux")", "", "?0"},
         "Chrome on Linux",
         "bot",
         "126",
         ""},
    };
    for (const auto& r : table) {
        INFO(r.sent.user_agent << "\n" << r.sent.brands);
        const auto d = describe_device(r.sent);
        CHECK(d.name == r.name);
        CHECK(d.type == r.type);
        CHECK(d.browser_version == r.browser_version);
        CHECK(d.os_version == r.os_version);
    }
}

TEST_CASE("hints that are malformed, or made up, change nothing") {
    for (const std::string_view bad :
         {std::string_view{"x"}, std::string_view{"\""}, std::string_view{"\"a"},
          std::string_view{"\"a\\"}, std::string_view{";v=\"1\""}, std::string_view{"\"\x01\""},
          std::string_view{R"("Not.A/Brand";v="99")"}, std::string_view{",,,"},
          std::string_view{R"("Chrome";v=)"}, std::string_view{R"("";v="1")"},
          std::string_view{"\"a\xc3\xa4\""}}) {
        INFO(bad);
        const auto d = describe_device(client_hints{chrome, bad, bad, "?", "?", bad, "x"});
        CHECK(d.name == "Chrome on Windows");
        CHECK(d.browser_version == "126.0.0.0");
        CHECK(d.os_version == "10.0");
        CHECK(d.type == "desktop");
    }
    const auto versions = describe_device(
        client_hints{chrome, R"("A";v="<script>")", "", R"("B")", R"("1; DROP TABLE")"});
    CHECK(versions.browser_version == "126.0.0.0");
    CHECK(versions.os_version.empty());
}

TEST_CASE("no hint outgrows the columns") {
    const std::string many(100'000, '9'), quoted = '"' + many + '"';
    const auto list = quoted + ";v=" + quoted;
    const auto medium = '"' + std::string(900, '9') + '"';
    const auto entry = '"' + std::string(400, '9') + "\";v=\"" + std::string(400, '1') + '"';
    for (const auto& d :
         {describe_device(client_hints{many, list, list, quoted, quoted, quoted, quoted}),
          describe_device(client_hints{"", entry, entry, medium, medium, "?1", medium})}) {
        CHECK(d.name.size() <= 100);
        CHECK(d.browser.size() <= 50);
        CHECK(d.browser_version.size() <= 20);
        CHECK(d.os.size() <= 50);
        CHECK(d.os_version.size() <= 20);
    }
}
