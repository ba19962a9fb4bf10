// How the pipeline asks who is calling, and what it does with the answer.
#include "test_site.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::testing;

namespace {

/// Knows the tokens "cached" and "fresh"; counts how it is asked.
class fake_identity : public identity {
public:
    std::atomic<int> cached_calls{0}, full_calls{0};

    task<result<principal_ptr>> authenticate(request_context&, credential c) override {
        ++full_calls;
        if (c.token != "fresh") co_return error{errors::unauthenticated};
        co_return std::make_shared<const principal>();
    }
    [[nodiscard]] principal_ptr cached(request_context&, credential c) noexcept override {
        ++cached_calls;
        return c.token == "cached" ? std::make_shared<const principal>() : nullptr;
    }
    [[nodiscard]] std::string_view cookie_name() const noexcept override { return "tok"; }
};

std::string get(std::string_view path, std::string_view headers) {
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: a\r\n" + std::string{headers} + "\r\n";
}

}

TEST_CASE("the cache is asked first, the database only when it must be") {
    auto who = std::make_shared<fake_identity>();
    test_site site{std::make_shared<fixed_config>(), 1, who};
    raw_client c{site.port()};
    const auto status = [&](const std::string& request) {
        c.send(request);
        return status_of(c.answer());
    };
    CHECK(status(get("/plain", "")) == 200);
    CHECK(who->cached_calls == 0); // nothing was offered: nobody is asked
    CHECK(status(get("/private", "")) == 401);
    CHECK(status(get("/private", "Authorization: Bearer cached\r\n")) == 200);
    CHECK(who->full_calls == 0);
    CHECK(status(get("/private", "Cookie: tok=fresh\r\n")) == 200);
    CHECK(who->full_calls == 1);
    CHECK(status(get("/private", "Authorization: Bearer dead\r\n")) == 401);
    CHECK(status(get("/plain", "Authorization: Bearer dead\r\n")) == 200); // as good as none
    CHECK(status(get("/private", "Cookie: tok=cached\r\nAuthorization: Bearer dead\r\n")) == 401);
}

TEST_CASE("writes with a cookie are CSRF-guarded, writes with a header are not") {
    test_site site{std::make_shared<fixed_config>(), 1, std::make_shared<fake_identity>()};
    raw_client c{site.port()};
    const auto own = "Origin: http://127.0.0.1:" + std::to_string(site.port()) + "\r\n";
    const auto status = [&](const std::string& headers) {
        c.send("DELETE /nothing HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
        return status_of(c.answer());
    };
    CHECK(status("Cookie: tok=cached\r\nOrigin: https://evil.example\r\n") == 403);
    CHECK(status("Cookie: tok=cached\r\nSec-Fetch-Site: cross-site\r\n") == 403);
    CHECK(status("Cookie: tok=cached\r\n") == 204);
    CHECK(status("Cookie: tok=cached\r\n" + own) == 204);
    CHECK(status("Authorization: Bearer cached\r\nOrigin: https://evil.example\r\n") == 204);
}
