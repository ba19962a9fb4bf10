// The decisions on the way to a handler, as tables.
#include "http/answer_writer.hpp"
#include "http/database_errors.hpp"
#include "http/middleware/access_check.hpp"
#include "http/middleware/compression.hpp"
#include "http/middleware/content_type.hpp"
#include "http/middleware/cors.hpp"
#include "http/middleware/credentials.hpp"
#include "http/middleware/csrf.hpp"
#include "http/middleware/identity_headers.hpp"
#include "http/middleware/limits.hpp"
#include "http/middleware/request_id.hpp"
#include "http/middleware/trusted_proxies.hpp"
#include <catch2/catch_test_macros.hpp>
#include <set>

using namespace nucleus;
using namespace nucleus::http;

namespace {
request sent(method verb, std::vector<header> headers) {
    request r;
    r.verb = verb;
    r.headers = std::move(headers);
    return r;
}
}

TEST_CASE("CSRF: which requests are guarded") {
    CHECK(needs_same_site(sent(method::post, {}), limit::auth, false));
    CHECK_FALSE(needs_same_site(sent(method::get, {}), limit::auth, false));
    CHECK_FALSE(needs_same_site(sent(method::post, {}), limit::user, false));
    CHECK(needs_same_site(sent(method::post, {{"Cookie", "a=b"}}), limit::user, false));
    CHECK(needs_same_site(sent(method::del, {{"Cookie", "a=b"}}), limit::user, false));
    CHECK_FALSE(needs_same_site(sent(method::get, {{"Cookie", "a=b"}}), limit::user, false));
    CHECK_FALSE(needs_same_site(sent(method::put, {{"Cookie", "a=b"}}), limit::user, true));
}

TEST_CASE("CSRF: the Origin decides, Sec-Fetch-Site only without it") {
    const std::vector<std::string> own{"https://shop.example", "http://localhost:3000"};
    struct row {
        std::string_view origin, site;
        bool passes;
    };
    for (const auto& [origin, site, passes] :
         {row{"", "", true}, row{"https://shop.example", "", true},
          row{"https://shop.example", "cross-site", true},
          row{"https://evil.example", "same-origin", false}, row{"https://evil.example", "", false},
          row{"null", "", false}, row{"http://shop.example", "", false},
          row{"https://shop.example.evil", "", false}, row{"", "same-origin", true},
          row{"", "same-site", true}, row{"", "none", true}, row{"", "cross-site", false},
          row{"", "else", false}}) {
        INFO(origin << " " << site);
        auto r = sent(method::post, {});
        if (!origin.empty()) r.headers.push_back({"Origin", origin});
        if (!site.empty()) r.headers.push_back({"Sec-Fetch-Site", site});
        CHECK(from_same_site(r, own) == passes);
    }
}

TEST_CASE("origins are compared as browsers write them") {
    CHECK(origin_of("HTTPS://Shop.Example/path?x") == "https://shop.example");
    CHECK(origin_of("https://a:443/") == "https://a");
    CHECK(origin_of("http://a:80") == "http://a");
    CHECK(origin_of("http://a:443") == "http://a:443");
    CHECK(origin_of("a.example").empty());
}

TEST_CASE("CORS: who is allowed") {
    const auto from = [](std::string_view origin) {
        return sent(method::get, {{"Origin", origin}});
    };
    cors_rules rules{{"https://a", "https://b"}, true, {}};
    CHECK(allowed_origin(rules, from("https://b")) == "https://b");
    CHECK(allowed_origin(rules, from("https://c")).empty());
    CHECK(allowed_origin(rules, from("null")).empty());
    CHECK(allowed_origin(rules, sent(method::get, {})).empty());
    rules.origins = {"*"};
    CHECK(allowed_origin(rules, from("https://c")).empty()); // never with credentials
    rules.credentials = false;
    CHECK(allowed_origin(rules, from("https://c")) == "*");
    response r;
    auto preflight = sent(method::options, {{"Origin", "https://c"},
                                            {"Access-Control-Request-Method", "PUT"},
                                            {"Access-Control-Request-Headers", "x-a, bad header"}});
    CHECK(is_preflight(preflight));
    answer_preflight(rules, preflight, "PUT", r);
    for (const auto& [name, value] : r.headers) CHECK(name != "Access-Control-Allow-Headers");
}

TEST_CASE("credentials: where they come from") {
    using kind = credential::kind;
    const auto find = [](std::vector<header> headers) {
        return find_credential(sent(method::get, std::move(headers)), "tok");
    };
    CHECK_FALSE(find({})->has_value());
    CHECK((**find({{"Authorization", "Bearer abc"}})).as == kind::bearer);
    CHECK((**find({{"authorization", "bearer  abc"}})).token == "abc");
    CHECK((**find({{"Authorization", "Bearer nk_1_2"}})).as == kind::api_key);
    CHECK((**find({{"X-Api-Key", "nk_1_2"}})).token == "nk_1_2");
    CHECK((**find({{"Cookie", "a=b; tok=xyz"}})).as == kind::cookie);
    CHECK((**find({{"Cookie", "tok=xyz"}, {"Authorization", "Bearer abc"}})).token == "abc");
    CHECK_FALSE(find({{"Cookie", "tok="}})->has_value());
    CHECK_FALSE(find({{"Cookie", "other=1"}})->has_value());
    CHECK_FALSE(find({{"Authorization", "Basic abc"}})->has_value());
    CHECK(find({{"Authorization", "Bearer a"}, {"X-Api-Key", "nk_b"}}).error().kind ==
          &errors::two_credentials);
    CHECK(find({{"Authorization", "Bearer a"}, {"Authorization", "Bearer b"}}).error().kind ==
          &errors::two_credentials);
}

TEST_CASE("access: 401 when signing in would help, 403 when not") {
    principal session, key, god;
    session.claims = {"get.products"};
    key.as = principal::kind::api_key;
    god.is_god = true;
    const auto status = [](const nucleus::access& a, const principal* p) {
        const auto r = check_access(a, p);
        return r ? 200 : r.error().kind->status;
    };
    CHECK(status(nucleus::access::anyone, nullptr) == 200);
    for (const auto& a : {nucleus::access::session, nucleus::access::caller,
                          nucleus::access::godmin, nucleus::access::claim("get.products")})
        CHECK(status(a, nullptr) == 401);
    CHECK(status(nucleus::access::session, &session) == 200);
    CHECK(status(nucleus::access::session, &key) == 403);
    CHECK(status(nucleus::access::caller, &key) == 200);
    CHECK(status(nucleus::access::claim("get.products"), &session) == 200);
    CHECK(status(nucleus::access::claim("put.products"), &session) == 403);
    CHECK(status(nucleus::access::claim("put.products"), &god) == 200);
    CHECK(status(nucleus::access::godmin, &session) == 403);
    CHECK(status(nucleus::access::godmin, &god) == 200);
}

TEST_CASE("access: in person, and as oneself") {
    principal god, key, shadow;
    god.is_god = key.is_god = shadow.is_god = true;
    key.as = principal::kind::api_key;
    shadow.impersonator_id = uuid::v7();
    for (const auto& a : {nucleus::access::session, nucleus::access::caller,
                          nucleus::access::godmin, nucleus::access::claim("get.products")}) {
        CHECK(check_access(a, &shadow).has_value());
        CHECK(check_access(a.interactively(), &god).has_value());
        CHECK(check_access(a.interactively(), &key).error().kind == &errors::forbidden);
        CHECK(check_access(a.by_oneself(), &god).has_value());
        CHECK(check_access(a.by_oneself(), &shadow).error().kind ==
              &errors::impersonation_forbidden);
    }
}

TEST_CASE("JSON content types") {
    for (const auto* good : {"application/json", "Application/JSON; charset=UTF-8",
                             "application/json;charset=\"utf-8\"", "application/merge-patch+json",
                             "application/json; x=y", "application/json ;charset=utf-8"})
        CHECK(is_json(good));
    for (const auto* bad :
         {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
          "application/jsonx", "application/json; charset=latin1", "json",
          "text/plain; application/json", "application/+json", "application/json, text/plain"})
        CHECK_FALSE(is_json(bad));
}

TEST_CASE("proxies are believed only when trusted, from the right") {
    const std::vector<network> trusted{*network::parse("10.0.0.0/8"), *network::parse("::1")};
    const auto address = [](const char* text) { return boost::asio::ip::make_address(text); };
    const auto who = [&](const char* peer, std::vector<header> headers) {
        const auto c =
            resolve_client(address(peer), false, sent(method::get, std::move(headers)), trusted);
        return c.address.to_string() + (c.secure ? " tls" : "");
    };
    CHECK(who("1.2.3.4", {{"X-Forwarded-For", "9.9.9.9"}, {"X-Forwarded-Proto", "https"}}) ==
          "1.2.3.4");
    CHECK(who("10.0.0.1", {}) == "10.0.0.1");
    CHECK(who("10.0.0.1", {{"X-Forwarded-For", "9.9.9.9"}, {"X-Forwarded-Proto", "https"}}) ==
          "9.9.9.9 tls");
    CHECK(who("10.0.0.1", {{"X-Forwarded-For", "6.6.6.6, 9.9.9.9, 10.1.1.1"}}) == "9.9.9.9");
    CHECK(who("10.0.0.1", {{"X-Forwarded-For", "6.6.6.6"},
                           {"X-Forwarded-For", "9.9.9.9, 10.2.2.2"}}) == "9.9.9.9");
    CHECK(who("10.0.0.1", {{"X-Forwarded-For", "9.9.9.9, junk"}}) == "10.0.0.1");
    CHECK(who("10.0.0.1", {{"X-Forwarded-For", "9.9.9.9:555"}}) == "9.9.9.9");
    CHECK(who("10.0.0.1", {{"X-Forwarded-For", "[2001:db8::1]:555"}}) == "2001:db8::1");
    CHECK(who("::1", {{"X-Forwarded-For", "2001:db8::1"}}) == "2001:db8::1");
    CHECK(who("::ffff:10.0.0.1", {{"X-Forwarded-For", "9.9.9.9"}}) == "9.9.9.9");
    CHECK(who("10.0.0.1", {{"X-Forwarded-Proto", "https, http"}}) == "10.0.0.1");
}

TEST_CASE("networks") {
    CHECK(network::parse("10.0.0.0/8")->contains(boost::asio::ip::make_address("10.255.0.1")));
    CHECK_FALSE(
        network::parse("10.0.0.0/9")->contains(boost::asio::ip::make_address("10.255.0.1")));
    CHECK(network::parse("0.0.0.0/0")->contains(boost::asio::ip::make_address("8.8.8.8")));
    CHECK_FALSE(network::parse("0.0.0.0/0")->contains(boost::asio::ip::make_address("::1")));
    CHECK(network::parse("2001:db8::/33")
              ->contains(boost::asio::ip::make_address("2001:db8:7fff::")));
    for (const auto* bad :
         {"", "10.0.0.0/33", "10.0.0/8", "::/129", "a/8", "10.0.0.0/", "10.0.0.0/8x"})
        CHECK_FALSE(network::parse(bad));
}

TEST_CASE("identity headers are taken out") {
    auto r = sent(method::get, {{"X-User-Id", "1"},
                                {"x-user-roles", "a"},
                                {"Accept", "b"},
                                {"X-USER-CLAIMS", "c"},
                                {"x-tenant-schema", "d"},
                                {"x-auth-type", "e"},
                                {"x-user-idea", "f"}});
    strip_identity_headers(r);
    REQUIRE(r.headers.size() == 2);
    CHECK(r.headers[0].name == "Accept");
    CHECK(r.headers[1].name == "x-user-idea");
}

TEST_CASE("request ids and trace contexts") {
    CHECK(acceptable_request_id("aZ9._-"));
    CHECK(acceptable_request_id(std::string(128, 'a')));
    for (const auto& bad : {std::string{}, std::string(129, 'a'), std::string{"a b"},
                            std::string{"a\"b"}, std::string{"\xc3\xa9"}})
        CHECK_FALSE(acceptable_request_id(bad));
    request_id_source ids;
    std::set<std::string> seen;
    std::string id;
    for (int i = 0; i < 1000; ++i) {
        ids.next(id);
        CHECK(acceptable_request_id(id));
        seen.insert(id);
    }
    CHECK(seen.size() == 1000);
    CHECK(acceptable_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    CHECK_FALSE(acceptable_traceparent("00-00000000000000000000000000000000-00f067aa0ba902b7-01"));
    CHECK_FALSE(acceptable_traceparent("00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    CHECK_FALSE(acceptable_traceparent("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x"));
}

TEST_CASE("SQLSTATE to failure") {
    CHECK(kind_of_sqlstate("23505") == &errors::duplicate);
    CHECK(kind_of_sqlstate("23503") == &errors::referenced);
    CHECK(kind_of_sqlstate("23502") == &errors::constraint_violated);
    CHECK(kind_of_sqlstate("23514") == &errors::constraint_violated);
    CHECK(kind_of_sqlstate("57014") == &errors::deadline_passed);
    CHECK(kind_of_sqlstate("40001") == &errors::conflict);
    CHECK(kind_of_sqlstate("40P01") == &errors::conflict);
    CHECK(kind_of_sqlstate("") == &errors::database_unavailable);
    CHECK(kind_of_sqlstate("57P01") == &errors::database_unavailable);
    CHECK(kind_of_sqlstate("08006") == &errors::database_unavailable);
    CHECK(kind_of_sqlstate("53300") == &errors::overloaded);
    CHECK(kind_of_sqlstate("22P02") == &errors::validation_failed);
    CHECK(kind_of_sqlstate("42601") == nullptr);
}

TEST_CASE("HTTP dates") {
    std::string date;
    format_http_date(784111777, date);
    CHECK(date == "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST_CASE("one client is an IPv4 address or an IPv6 /64") {
    const auto n = [](const char* text) {
        return client_number(boost::asio::ip::make_address(text));
    };
    CHECK(n("1.2.3.4") == n("::ffff:1.2.3.4"));
    CHECK(n("1.2.3.4") != n("1.2.3.5"));
    CHECK(n("2001:db8::1") == n("2001:db8::ffff:1"));
    CHECK(n("2001:db8::1") != n("2001:db8:0:1::1"));
}

TEST_CASE("gzip is sent to those who accept it") {
    for (const auto* yes : {"gzip", "GZIP", "br, gzip", "x-gzip", "*", "gzip;q=0.5", "*;q=0.1",
                            "deflate;q=0, gzip ; q=1.0"})
        CHECK(accepts_gzip(yes));
    for (const auto* no :
         {"", "br", "identity", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzipped", "*, gzip;q=0"})
        CHECK_FALSE(accepts_gzip(no));
    CHECK(worth_compressing("application/json", 5000));
    CHECK(worth_compressing("text/csv; charset=utf-8", 5000));
    CHECK_FALSE(worth_compressing("application/json", 100));
    CHECK_FALSE(worth_compressing("image/png", 5000));
}

TEST_CASE("gzip shrinks and is a gzip member") {
    const std::string plain(100'000, 'a');
    const auto packed = gzip(plain);
    CHECK(packed.size() < 1000);
    CHECK(packed.starts_with("\x1f\x8b"));
    CHECK_FALSE(gzip("").empty());
}
