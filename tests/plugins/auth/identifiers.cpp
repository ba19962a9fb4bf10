// Normal form of identifiers; devices by their User-Agent.
#include "domain/identifier.hpp"
#include "domain/user_agent.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::auth;

TEST_CASE("identifiers are compared without case and surrounding space") {
    CHECK(normal_form("  Ada@Example.COM \t\n") == "ada@example.com");
    CHECK(normal_form("ada") == "ada");
    CHECK(normal_form("   ").empty());
    CHECK(normal_form("").empty());
    CHECK(normal_form("É@x.org") == "É@x.org"); // only ASCII letters have a case
    CHECK(normal_form("E\u0301@x.org") == "\u00c9@x.org");
    CHECK(normal_form("\u212aate@x.org") == "kate@x.org"); // the kelvin is a K
}

TEST_CASE("a user name is never taken for an address") {
    for (const auto* good : {"ada", "Ada.Lovelace", "a-1_b", "007"}) CHECK(is_username(good));
    for (const auto* bad :
         {"", "ab", ".ada", "-ada", "_ada", "ada@x", "ada lovelace", "adä", "a/b"})
        CHECK_FALSE(is_username(bad));
    CHECK(is_username(std::string(100, 'a')));
    CHECK_FALSE(is_username(std::string(101, 'a')));
}

TEST_CASE("devices are named as people know them") {
    struct row {
        const char *agent, *name, *type, *browser_version, *os_version;
    };
    const row table[] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Safari/537.36",
         "Chrome on Windows", "desktop", "126.0.0.0", "10.0"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.68",
         "Edge on Windows", "desktop", "126.0.2592.68", "10.0"},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
         "Firefox on Linux", "desktop", "127.0", ""},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/17.5 Safari/605.1.15",
         "Safari on macOS", "desktop", "17.5", "10.15.7"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
         "Safari on iOS", "mobile", "17.5", "17.5"},
        {"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Mobile Safari/537.36",
         "Chrome on Android", "mobile", "126.0.0.0", "14"},
        {"Mozilla/5.0 (Linux; Android 13; SM-X906C) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Safari/537.36",
         "Chrome on Android", "tablet", "126.0.0.0", "13"},
        {"Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/16.6 Mobile/15E148 Safari/604.1",
         "Safari on iPadOS", "tablet", "16.6", "16.6"},
        {"curl/7.88.1", "curl", "other", "7.88.1", ""},
        {"Googlebot/2.1 (+http://www.google.com/bot.html)", "Unknown browser", "bot", "", ""},
        {"", "Unknown browser", "other", "", ""},
    };
    for (const auto& r : table) {
        INFO(r.agent);
        const auto d = describe_device(r.agent);
        CHECK(d.name == r.name);
        CHECK(d.type == r.type);
        CHECK(d.browser_version == r.browser_version);
        CHECK(d.os_version == r.os_version);
    }
}

TEST_CASE("no User-Agent outgrows the columns") {
    for (const auto& agent :
         {std::string(100'000, 'A'), "Firefox/" + std::string(1000, '9'),
          "Windows NT " + std::string(1000, '1') + "._._", std::string(3, '\xff')}) {
        const auto d = describe_device(agent);
        CHECK(d.name.size() <= 100);
        CHECK(d.browser.size() <= 50);
        CHECK(d.browser_version.size() <= 20);
        CHECK(d.os_version.size() <= 20);
    }
}
