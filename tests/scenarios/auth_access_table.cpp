// Who gets past the door of which endpoint: every route of a server with everything on, for every
// kind of caller.
#include "access_table.hpp"
#include "api_key_world.hpp"
#include <sstream>

using namespace nucleus::testing;

namespace {

const std::string nothing = "00000000-0000-7000-8000-000000000000";

/// Columns of the table.
constexpr std::string_view actors[] = {"anonymous",      "waiting sign-in", "member",
                                       "another member", "admin",           "godmin",
                                       "read-only key",  "impersonated",    "godmin's key"};

struct everything_on : auth_world {
    everything_on()
        : auth_world{[](json::object& c) {
            c["email"] = json::parse(R"({"provider": "file"})");
            c["audit"] = json::object{};
            auto& auth = section(c, "authentication");
            auth["emailVerification"] = {{"enabled", false}};
            auth["captcha"] = {{"enabled", true}};
            section(section(auth, "sessions"), "newDeviceApproval")["enabled"] = true;
            c["entities"] = json::parse(R"([
                {"table_name": "notes", "ownership": "created_by", "bulk_endpoints_enabled": true,
                 "softDelete": true, "columns": [{"name": "text", "type": "text"}]},
                {"table_name": "pages", "public": ["get"], "columns": [{"name": "text", "type": "text"}]}])");
            auto& seed = section(section(c, "authorization"), "seed");
            seed["roles"] = json::parse(R"([{"name": "member"}, {"name": "admin"}])");
            seed["roleClaimAssignments"] = json::parse(R"([
                {"role": "member", "claims": ["post.notes"]},
                {"role": "member", "claims": ["get.notes", "put.notes", "delete.notes"], "scope": "own"},
                {"role": "admin", "claims": ["admin.impersonate", "invite.users", "get.users", "put.users",
                                             "get.notes", "post.notes", "get.audit_logs"]}])");
        }} {
        for (const auto* name : {"ada", "bob", "adam"}) devices_[name] = device_of(member(name));
        auto first = client();
        REQUIRE(first.post("/auth/login", almighty).status == 200);
        devices_["god"] = device_of(first);
        god().post(
            "/userRoles",
            json::serialize(json::object{
                {"userId", ask("SELECT id FROM main.users WHERE email = 'adam@example.com'")},
                {"roleId", ask("SELECT id FROM main.roles WHERE name = 'admin'")}}));
        auto ada = in("ada");
        key = make_key(*this, ada, R"("allowedScopes":["get.*"])");
        auto owner = god();
        key_of_god = make_key(*this, owner, R"("allowedRoles":["*"])");
        note = ada.post("/notes", R"({"text":"mine"})").text("/data/id");
    }

    http_client in(const std::string& name) {
        auto c = client();
        c.cookies = devices_[name];
        REQUIRE(c.post("/auth/login", credentials(name)).status == 200);
        return c;
    }
    /// Anew for each request: some end what they are made with.
    http_client as(std::string_view actor) {
        auto c = client();
        if (actor == "read-only key") return program(std::move(c), key);
        if (actor == "godmin's key") return program(std::move(c), key_of_god);
        c.cookies = cookies_[actor];
        return c;
    }
    void sign_all_in() {
        auto waiting = client();
        REQUIRE(waiting.post("/auth/login", credentials("ada")).status == 202);
        cookies_["waiting sign-in"] = waiting.cookies;
        cookies_["member"] = in("ada").cookies;
        cookies_["another member"] = in("bob").cookies;
        cookies_["admin"] = in("adam").cookies;
        cookies_["godmin"] = god().cookies;
        auto acting = god();
        REQUIRE(acting
                    .post("/auth/admin/impersonate",
                          R"({"userId":")" +
                              ask("SELECT id FROM main.users WHERE email = 'ada@example.com'") +
                              "\"}")
                    .status == 200);
        cookies_["impersonated"] = acting.cookies;
    }
    http_client god() {
        auto c = client();
        c.cookies = devices_["god"];
        REQUIRE(c.post("/auth/login", almighty).status == 200);
        return c;
    }
    json::array routes() {
        const temp_folder folder;
        const auto file = folder.write("config.json", json::serialize(config()));
        const auto listed =
            run_nucleusd({"routes", "--json", "--config", file.string()}, environment());
        INFO(listed.err);
        REQUIRE(listed.code == 0);
        return json::parse(listed.out).as_array();
    }

    std::string key, key_of_god, note;

private:
    static constexpr const char* almighty =
        R"({"email":"god@example.com","password":"Almighty-Horse-9"})";
    static std::map<std::string, std::string> device_of(const http_client& c) {
        return {{"nucleus_device", c.cookies.at("nucleus_device")}};
    }
    std::map<std::string, std::map<std::string, std::string>> devices_;
    std::map<std::string_view, std::map<std::string, std::string>> cookies_;
};

/// Reads what belongs to Ada; what would be changed is not there.
std::string path_of(const everything_on& w, const json::value& route) {
    std::string path{route.at("path").as_string()};
    const bool reads = route.at("method") == "GET";
    const auto id = reads && path.starts_with("/auth/api-keys") ? id_of(w.key)
                    : reads && path.starts_with("/notes")       ? w.note
                                                                : nothing;
    for (auto at = path.find(':'); at != path.npos; at = path.find(':', at))
        path.replace(at, path.find('/', at) - at, id);
    return path;
}

/// "1" 401, "3" 403, "i" not while impersonating, "4" not to be seen, "+" let in. What is sent is a
/// body that no endpoint reads, so that those who are let in change nothing.
std::string letter(const answer& a) {
    if (a.status == 401) return "1";
    if (a.code() == "impersonation_forbidden") return "i";
    if (a.status == 403) return "3";
    return a.status == 404 ? "4" : "+";
}

std::string name_of(const json::value& route) {
    return std::string{route.at("method").as_string()} + " " +
           std::string{route.at("path").as_string()};
}

std::map<std::string, std::string> declared() {
    std::map<std::string, std::string> table;
    std::istringstream lines{std::string{access_table}};
    std::string cells, verb, path;
    while (lines >> cells >> verb >> path) table[verb + " " + path] = cells;
    return table;
}

/// Those that end sessions.
bool ends(const json::value& route) {
    const auto& key = route.at("key").as_string();
    return key == "LOGOUT" || key == "ADMIN_IMPERSONATE_STOP" || key.starts_with("SESSIONS_REVOKE");
}

}

TEST_CASE("every route lets in whom it is for, and nobody else") {
    everything_on w;
    auto expected = declared();
    w.sign_all_in();
    std::string wrong;
    bool ended = false;
    for (const auto& route : w.routes()) {
        const auto name = name_of(route);
        std::string cells;
        for (const auto actor : actors) {
            if (std::exchange(ended, ends(route))) w.sign_all_in();
            auto c = w.as(actor);
            const std::string verb{route.at("method").as_string()};
            const auto path = path_of(w, route);
            cells +=
                letter(verb == "GET" ? c.get(path)
                                     : c.send(verb, path, "x", {{"Content-Type", "text/plain"}}));
        }
        if (expected[name] != cells) wrong += cells + " " + name + "\n";
        expected.erase(name);
    }
    INFO("not as declared:\n" << wrong);
    CHECK(wrong.empty());
    for (const auto& [name, cells] : expected) UNSCOPED_INFO("there is no " << name);
    CHECK(expected.empty());
}
