// Servers with accounts, and clients that attack them.
#pragma once
#include "support/all_at_once.hpp"
#include "support/private_postgres.hpp"
#include "support/server_process.hpp"
#include <boost/json.hpp>
#include <catch2/catch_test_macros.hpp>

namespace nucleus::testing {

namespace json = boost::json;
inline constexpr const char* password = "Correct-Horse-9";

/// One or more nucleusd on one database of their own. Everybody who registers is a `member` and may
/// `get.things`; only the godmin may `get.vaults`. Hashing is made cheap.
class auth_world {
public:
    /// `change` may edit the configuration; `dsn`: of an empty database.
    explicit auth_world(const std::function<void(json::object&)>& change = {},
                        std::string dsn = fresh_database())
        : dsn_{std::move(dsn)} {
        config_ = json::parse(R"({
            "appId": "auth-test", "mode": "development",
            "server": {"threads": 2, "secret": "TEST_SECRET"}, "rateLimit": {"enabled": false},
            "database": {"url": "TEST_DATABASE_URL"},
            "authentication": {"defaultRole": "member",
              "passwordHashing": {"memoryKiB": 8192, "iterations": 1, "queue": 1000}},
            "authorization": {"godminEmail": "GOD_EMAIL", "godminPassword": "GOD_PASSWORD", "seed": {
              "roles": [{"name": "member"}, {"name": "keeper"}],
              "roleClaimAssignments": [{"role": "member", "claims": ["get.things"]},
                                       {"role": "keeper", "claims": ["get.vaults"]}]}},
            "entities": [{"table_name": "things", "columns": [{"name": "code", "type": "text"}]},
                         {"table_name": "vaults", "columns": [{"name": "code", "type": "text"}]}]})")
                      .as_object();
        if (change) change(config_);
        add_node();
    }

    /// One more server on the same database with the same keys.
    server_process& add_node(bool wait = true) {
        server_options o;
        o.config = json::serialize(config_);
        o.environment = environment();
        o.wait_until_ready = o.hold_to_openapi = wait;
        nodes_.push_back(std::make_unique<server_process>(o));
        return *nodes_.back();
    }
    server_process& node(std::size_t i = 0) { return *nodes_.at(i); }
    void stop_all() {
        for (auto& n : nodes_) CHECK(n->stop() == 0);
        nodes_.clear();
    }
    /// Stops all of them and starts one again.
    void restart() {
        stop_all();
        add_node();
    }
    http_client client() { return node().client(); }
    std::string ask(const std::string& sql) const { return run_sql(dsn_, sql); }
    std::map<std::string, std::string> environment() const {
        return {{"TEST_DATABASE_URL", dsn_},
                {"TEST_SECRET", "0123456789abcdef0123456789abcdef0123456789abcdef"},
                {"SECOND_SECRET", "123456789abcdef0123456789abcdef0123456789abcdef0"},
                {"THIRD_SECRET", "23456789abcdef0123456789abcdef0123456789abcdef01"},
                {"GOD_EMAIL", "god@example.com"},
                {"GOD_PASSWORD", "Almighty-Horse-9"}};
    }
    json::object& config() { return config_; }

    /// Registered, with the session's cookies.
    http_client member(const std::string& name) {
        auto c = client();
        const auto made = c.post("/auth/register", credentials(name));
        INFO(made.body);
        REQUIRE(made.status == 200);
        return c;
    }
    static std::string credentials(const std::string& name, const std::string& more = "") {
        return R"({"email":")" + name + R"(@example.com","password":")" + password + "\"" + more +
               "}";
    }
    static std::string wrong(const std::string& name) {
        return R"({"email":")" + name + R"(@example.com","password":"Wrong-Horse-99"})";
    }

private:
    std::string dsn_;
    json::object config_;
    std::vector<std::unique_ptr<server_process>> nodes_;
};

/// The values at a path of the config, made when missing: section(c, "authentication")["me"] = …
inline json::object& section(json::object& in, std::string_view name) {
    auto& v = in[name];
    if (!v.is_object()) v = json::object{};
    return v.as_object();
}

/// "200" or "401 invalid_credentials".
inline std::string outcome(const answer& a) {
    return std::to_string(a.status) + (a.code().empty() ? "" : " " + a.code());
}

/// path of a fault → its code, of the first fault at each path.
inline std::map<std::string, std::string> faults(const answer& a) {
    std::map<std::string, std::string> out;
    const auto list = a.at("/errors");
    if (list.is_array())
        for (const auto& f : list.as_array())
            out.emplace(f.at("path").as_string().c_str(), f.at("code").as_string().c_str());
    return out;
}

}
