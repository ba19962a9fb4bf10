// Where a mailed link may lead in the end.
#include "domain/redirect.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::auth;

TEST_CASE("a link leads to what the list has, or below an entry that ends in a slash") {
    const std::vector<std::string> list{"https://app.example.com/welcome",
                                        "https://shop.example.com/in/"};
    for (const auto* good : {"https://app.example.com/welcome", "https://shop.example.com/in/",
                             "https://shop.example.com/in/cart?x=/../y"})
        CHECK(may_redirect(list, good));
    for (const auto* bad :
         {"https://app.example.com/welcome/", "https://shop.example.com/in",
          "https://shop.example.com/in/../out", "https://shop.example.com/in/.%2e/out",
          "https://shop.example.com/in/%2E%2e", "https://shop.example.com.evil.example/in/",
          "https://shop.example.com/in/\\..", "https://shop.example.com/in/a b", "javascript:x",
          "//shop.example.com/in/", ""})
        CHECK_FALSE(may_redirect(list, bad));
}

TEST_CASE("an entry of the list names a host") {
    for (const std::string good :
         {"https://app.example.com/", "http://localhost:3000/", "https://app.example.com"})
        CHECK_FALSE(fault_of_redirect(good));
    for (const std::string bad :
         {"*", "", "/", "app.example.com", "https://", "https:///", "https:////evil.example/",
          "https://*.example.com/", "javascript:alert(1)", "https://app.example.com/a/../b/"})
        CHECK(fault_of_redirect(bad));
}
