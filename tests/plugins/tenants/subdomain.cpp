// Names of tenants: which may be had, and why not.
#include "domain/subdomain.hpp"
#include "domain/reserved_names.hpp"
#include <catch2/catch_test_macros.hpp>
#include <set>

using namespace nucleus::tenants;
using fault = subdomain_fault;

namespace {

std::optional<fault> fault_of(std::string_view given) { return judge_subdomain(given, {}).fault; }

}

TEST_CASE("ordinary names may be had, in lower case") {
    for (const auto* name : {"ada", "acme-corp", "3com", "42nd-street", "a-b-c", "mall", "appel",
                             "marina", "nslookup-fans", "1234", "a--b", "rest-in-peace", "webber",
                             "testament", "admiral", "corner-shops", "mailand", "e2e"}) {
        INFO(name);
        const auto judged = judge_subdomain(name, {});
        CHECK(judged.name == name);
        CHECK_FALSE(judged.fault);
        CHECK(judged.why.empty());
    }
    CHECK(judge_subdomain("Lovelace", {}).name == "lovelace");
    CHECK_FALSE(judge_subdomain("LOVELACE", {}).fault);
}

TEST_CASE("what is no label of letters, digits and hyphens is malformed") {
    for (const auto* name : {"", "a", "ab", "-acme", "acme-", "ac me", "ac.me", "acme.", "ac_me",
                             "acme/", "acme%00", "caf\xc3\xa9", "\xd0\xb0pple" /* a Cyrillic a */,
                             "\xff\xfe\xfd", "acme\n", "'; drop--", "*", "_dmarc",
                             "\xe2\x80\x8b"
                             "acme"}) {
        INFO(name);
        const auto judged = judge_subdomain(name, {});
        CHECK(judged.fault == fault::malformed);
        CHECK_FALSE(judged.why.empty());
    }
    CHECK(fault_of(std::string_view{"ac\0me", 5}) == fault::malformed);
}

TEST_CASE("names of other scripts in their encoding are refused") {
    CHECK(fault_of("xn--pple-43d") == fault::malformed); // apple with a Cyrillic a
    CHECK(fault_of("XN--pple-43d") == fault::malformed);
    CHECK(fault_of("ab--cd") == fault::malformed);
    CHECK_FALSE(fault_of("abc--d"));
}

TEST_CASE("a name whose schema PostgreSQL would cut off is refused") {
    const std::string longest(56, 'q');
    CHECK_FALSE(fault_of(longest));
    CHECK(schema_of(longest).size() == 63);
    CHECK(fault_of(longest + 'q') == fault::malformed);
    CHECK(fault_of(longest + "-1") == fault::malformed); // would collide with the one above
    CHECK(fault_of(std::string(100'000, 'q')) == fault::malformed);
}

TEST_CASE("a name that has the form of an id is refused: a header may name tenants by either") {
    CHECK(fault_of("0192f3a4-5b6c-7d8e-9f00-112233445566") == fault::malformed);
    CHECK(fault_of("0192F3A4-5B6C-7D8E-9F00-112233445566") == fault::malformed);
    CHECK_FALSE(fault_of("0192f3a4-5b6c-7d8e-9f00-11223344556x"));
}

TEST_CASE("the operator's own hosts are reserved") {
    for (const auto* name :
         {"www", "api", "admin", "mail", "auth", "support", "login", "billing", "wpad", "isatap",
          "autodiscover", "mta-sts", "hostmaster", "localhost", "tenants", "WWW", "Admin"}) {
        INFO(name);
        const auto judged = judge_subdomain(name, {});
        CHECK(judged.fault == fault::reserved);
        CHECK(judged.why == "is reserved");
    }
}

TEST_CASE("what looks like a reserved name is reserved") {
    for (const auto* name : {"adm1n", "4dmin", "adrnin", "ad-min", "a-d-m-1-n", "rn4il", "vvvvvv",
                             "vvww", "5upport", "supp0rt", "l0g1n", "log-in", "sign-up", "b1lling",
                             "81ll1n9", "e-mail", "secur3", "7eam", "a-p-i"}) {
        INFO(name);
        const auto judged = judge_subdomain(name, {});
        CHECK(judged.fault == fault::reserved);
        CHECK(judged.why.starts_with("could be taken for \""));
    }
    CHECK(judge_subdomain("adm1n", {}).why == "could be taken for \"admin\"");
}

TEST_CASE("a reserved name with a number is reserved, one within another word is not") {
    for (const auto* name : {"www2", "ns1", "ns-01", "mx10", "api-2", "mail3", "db1", "adm1n2"}) {
        INFO(name);
        CHECK(fault_of(name) == fault::reserved);
    }
    for (const auto* name : {"www-acme", "my-api", "apiary", "ns1-acme", "2www", "admins-friend"}) {
        INFO(name);
        CHECK_FALSE(fault_of(name));
    }
}

TEST_CASE("the config reserves more, by the same rules") {
    const std::vector<std::string> more{"Google", "big-corp", ""};
    for (const auto* name :
         {"google", "g00gle", "goog1e", "go-ogle", "google7", "bigcorp", "big-corp"}) {
        INFO(name);
        CHECK(judge_subdomain(name, more).fault == fault::reserved);
        CHECK_FALSE(judge_subdomain(name, {}).fault);
    }
    CHECK(judge_subdomain("google", more).why == "is reserved");
    CHECK(judge_subdomain("g00gle", more).why == "could be taken for \"google\"");
    CHECK_FALSE(judge_subdomain("googlers", more).fault);
    CHECK_FALSE(judge_subdomain("123", more).fault); // nothing and a number
}

TEST_CASE("each name has a schema of its own") {
    CHECK(schema_of("acme") == "tenant_acme");
    CHECK(schema_of("a-b-c") == "tenant_a_b_c");
    // Every label of up to five of these characters that may be had.
    std::set<std::string> schemas;
    std::size_t names = 0;
    const std::string_view alphabet = "q7-";
    for (std::size_t length = 1; length <= 5; ++length) {
        std::size_t all = 1;
        for (std::size_t i = 0; i < length; ++i) all *= alphabet.size();
        for (std::size_t n = 0; n < all; ++n) {
            std::string name;
            for (auto rest = n; name.size() < length; rest /= alphabet.size())
                name.push_back(alphabet[rest % alphabet.size()]);
            if (fault_of(name)) continue;
            ++names;
            schemas.insert(schema_of(name));
        }
    }
    CHECK(names > 100);
    CHECK(schemas.size() == names);
}
