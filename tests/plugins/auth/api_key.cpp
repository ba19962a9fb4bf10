// How API keys look, and what they may do.
#include "domain/api_key.hpp"
#include <catch2/catch_test_macros.hpp>
#include <nucleus/crypto/random.hpp>

using namespace nucleus;
using namespace nucleus::auth;

namespace {

using names = std::vector<std::string>;

/// "god" or its claims, with their scopes: "get.a put.b[own]".
std::string told(const key_rights& k) {
    if (k.is_god) return "god";
    std::string text;
    for (const auto& c : k.may.claims) text += (text.empty() ? "" : " ") + c;
    for (const auto& s : k.may.scopes) {
        text += (text.empty() ? "" : " ") + s.claim + "[";
        for (const auto& f : s.filters) text += (text.ends_with('[') ? "" : "|") + f;
        text += "]";
    }
    return text;
}

/// Orders of anybody as a clerk, one's own as a guest.
owner_rights clerk() {
    owner_rights o;
    o.roles = {"guest", "clerk"};
    o.grants = {{"clerk", "get.orders"},        {"clerk", "put.orders"},
                {"guest", "get.orders", "own"}, {"guest", "post.orders"},
                {"guest", "put.notes", "own"},  {"clerk", "put.notes", "[1]"}};
    return o;
}

owner_rights god() {
    owner_rights o;
    o.is_god = true;
    o.roles = {"godmin"};
    o.grants = {{"clerk", "get.orders"}, {"guest", "get.orders", "own"}};
    o.actions = {"delete.orders", "get.orders", "get.users"};
    return o;
}

}

TEST_CASE("a key is read back, and nothing else is one") {
    const auto id = uuid::v7();
    const auto key = api_key_text(id, crypto::random_token());
    const std::string text{key.reveal()};
    CHECK(text.size() == 79);
    CHECK(text.starts_with("nk_"));
    CHECK(api_key_id(text) == id);
    CHECK(api_key_preview(text).size() <= 20);
    CHECK(api_key_preview(text).starts_with(text.substr(0, 11)));
    CHECK(api_key_preview(text).ends_with(text.substr(75)));
    for (const auto& wrong : {std::string{}, std::string{"nk_"}, text + "x", text.substr(1),
                              "xk" + text.substr(2), text.substr(0, 35) + "-" + text.substr(36),
                              "nk_" + std::string(32, 'g') + text.substr(35)})
        CHECK_FALSE(api_key_id(wrong));
}

TEST_CASE("a pattern means actions by its letters") {
    const std::tuple<const char*, const char*, bool> rows[] = {{"get.*", "get.orders", true},
                                                               {"get.*", "get.orders.price", true},
                                                               {"get.*", "bulk.post.get.x", false},
                                                               {"*.orders", "get.orders", true},
                                                               {"*.orders", "get.orders.x", false},
                                                               {"*", "anything", true},
                                                               {"*", "", true},
                                                               {"get.orders", "get.orders", true},
                                                               {"get.orders", "get.order", false},
                                                               {"g*t.*s", "get.orders", true},
                                                               {"g*t.*s", "get.order", false},
                                                               {"", "", true},
                                                               {"", "x", false},
                                                               {"**", "x", true},
                                                               {"a*b*c", "abbc", true},
                                                               {"a*b*c", "ab", false}};
    for (const auto& [pattern, action, yes] : rows) {
        INFO(pattern << " " << action);
        CHECK(means(pattern, action) == yes);
    }
}

TEST_CASE("a key may do what its lists and its owner's rights have in common") {
    const names all{"*"}, none;
    const std::tuple<key_lists, std::string, names> rows[] = {
        {{}, "", {}},
        {{none, {}, {}}, "", {}},
        {{{}, none, {}}, "", {}},
        {{{}, {}, none}, "", {}},
        {{all, none, {}}, "", {"clerk", "guest"}},
        {{all, {}, {}}, "get.orders post.orders put.orders put.notes[[1]|own]", {"clerk", "guest"}},
        {{{}, all, {}}, "get.orders post.orders put.orders put.notes[[1]|own]", {}},
        {{{}, {}, all}, "get.orders post.orders put.orders put.notes[[1]|own]", {}},
        {{names{"guest"}, {}, {}}, "post.orders get.orders[own] put.notes[own]", {"guest"}},
        {{names{"guest", "godmin", "other"}, {}, {}},
         "post.orders get.orders[own] put.notes[own]",
         {"guest"}},
        {{names{"godmin"}, {}, {}}, "", {}},
        {{{}, names{"get.orders", "delete.orders"}, {}}, "get.orders", {}},
        {{names{"guest"}, names{"get.orders"}, {}}, "get.orders[own]", {"guest"}},
        {{{}, {}, names{"put.*"}}, "put.orders put.notes[[1]|own]", {}},
        {{{}, names{"get.orders", "put.orders"}, names{"get.*"}}, "get.orders", {}}};
    for (const auto& [lists, claims, roles] : rows) {
        const auto key = rights_of_key(lists, clerk());
        CHECK(told(key) == claims);
        CHECK(key.may.roles == roles);
    }
}

TEST_CASE("a godmin's key passes every check only when nothing restricts it") {
    const names all{"*"}, none;
    const std::pair<key_lists, std::string> rows[] = {
        {{}, ""},
        {{all, {}, {}}, "god"},
        {{{}, all, {}}, "god"},
        {{all, all, all}, "god"},
        {{names{"godmin"}, {}, {}}, "god"},
        {{names{"clerk"}, {}, {}}, "get.orders"},
        {{names{"guest"}, {}, {}}, "get.orders[own]"},
        {{none, {}, {}}, ""},
        {{all, none, all}, ""},
        {{{}, names{"get.users"}, {}}, "get.users"},
        {{{}, {}, names{"get.*"}}, "get.orders get.users"},
        {{names{"clerk"}, all, names{"delete.*"}}, ""}};
    for (const auto& [lists, expected] : rows) CHECK(told(rights_of_key(lists, god())) == expected);
}

TEST_CASE("nobody gives a key what they have not got") {
    principal who;
    who.roles = {"clerk"};
    who.claims = {"get.orders"};
    who.scopes = {{"put.notes", {"own"}}};
    const key_lists asked{names{"*", "clerk", "boss", "ghost"},
                          names{"get.orders", "put.notes", "get.users", "get.ghosts", "*"},
                          names{"anything.*"}};
    const key_lists unknown{names{"ghost"}, names{"get.ghosts"}, {}};
    const auto text = [](const std::vector<fault>& found) {
        std::string all;
        for (const auto& f : found) all += f.path + " " + f.code + "; ";
        return all;
    };
    CHECK(text(beyond(asked, who, unknown)) ==
          "/allowedRoles/2 not_granted; /allowedRoles/3 not_granted; /allowedClaims/2 "
          "not_granted; /allowedClaims/3 not_granted; ");
    who.is_god = true;
    CHECK(text(beyond(asked, who, unknown)) ==
          "/allowedRoles/3 unknown_role; /allowedClaims/3 unknown_claim; ");
    CHECK(text(faults_of({names{""}, names{std::string(101, 'x')}, names{"*.*.*", "a*"}})) ==
          "/allowedRoles/0 invalid; /allowedClaims/0 invalid; ");
    CHECK(text(faults_of({{}, {}, names{"*.*.*.*.*"}})) == "/allowedScopes/0 invalid; ");
}
