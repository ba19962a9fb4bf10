// Servers with tenants, and people in them.
#pragma once
#include "auth_world.hpp"
#include "support/all_at_once.hpp"
#include <nucleus/crypto/digest.hpp>

namespace nucleus::testing {

/// A user agent whose requests are for one tenant, named by a header or by a host.
class tenant_client {
public:
    tenant_client(http_client c, header_list names)
        : agent{std::move(c)}
        , names_{std::move(names)} {}
    answer get(std::string_view target) { return agent.get(target, names_); }
    answer del(std::string_view target) { return agent.del(target, names_); }
    answer put(std::string_view target, std::string_view body) {
        return agent.put(target, body, names_);
    }
    answer patch(std::string_view target, std::string_view body) {
        return agent.patch(target, body, names_);
    }
    answer post(std::string_view target, std::string_view body, header_list more = {}) {
        more.insert(more.end(), names_.begin(), names_.end());
        return agent.post(target, body, more);
    }
    http_client agent;

private:
    header_list names_;
};

/// The id of a challenge and the number that it asks for, as the form takes them.
template <class Client> std::string solved_captcha(Client& c, const std::string& form) {
    const auto asked = c.post("/auth/captcha/generate", R"({"type":"pow","form":")" + form + "\"}");
    REQUIRE(asked.status == 200);
    int n = 0;
    while (crypto::hex(crypto::sha256(asked.text("/data/salt") + std::to_string(n))) !=
           asked.text("/data/challenge"))
        ++n;
    return R"({"id":")" + asked.text("/data/id") + R"(","answer":)" + std::to_string(n) + "}";
}

inline header_list by_header(const std::string& tenant) { return {{"x-tenant-id", tenant}}; }
inline header_list by_host(const std::string& host) { return {{"Host", host}}; }

/// Tenants are subdomains of shop.test, and with NUCLEUS_TENANT_ROLES in the environment have roles
/// of the database. Members may do everything with things; whoever signs up chooses among the plans
/// free and small.
class tenant_world : public auth_world {
public:
    explicit tenant_world(const std::function<void(json::object&)>& change = {},
                          std::string dsn = fresh_database())
        : auth_world{[&](json::object& c) {
                         auto& database = section(c, "database");
                         database["isMultiTenant"] = true;
                         database["baseDomain"] = "shop.test";
                         database["tenantRoles"] = std::getenv("NUCLEUS_TENANT_ROLES") != nullptr;
                         c["tenants"] = json::parse(R"({
                "selfSignup": {"enabled": true, "plans": ["small"]},
                "reservedSubdomains": ["intranet"],
                "plans": [{"name": "small", "maxUsers": 2,
                           "features": {"export": {"rows": 10}, "themes": {}}}, {"name": "large"}]})");
                         section(section(c, "authorization"), "seed")["roleClaimAssignments"] =
                             json::parse(R"([
                {"role": "member", "claims": ["get.things", "post.things", "delete.things"]}])");
                         if (change) change(c);
                     },
                     std::move(dsn)} {}

    http_client god(std::size_t node_index = 0) {
        auto c = node(node_index).client();
        const auto in =
            c.post("/auth/login", R"({"email":"god@example.com","password":"Almighty-Horse-9"})");
        INFO(in.body);
        REQUIRE(in.status == 200);
        return c;
    }
    static std::string order(const std::string& name, const std::string& more = "") {
        return R"({"subdomain":")" + name + R"(","companyName":"Company )" + name +
               R"(","adminEmail":"admin@example.com","adminPassword":")" + password + "\"" + more +
               "}";
    }
    static std::string signup(const std::string& name, const std::string& more = "") {
        return R"({"subdomain":")" + name + R"(","companyName":"Company )" + name +
               R"(","email":"admin@example.com","password":")" + password + "\"" + more + "}";
    }
    /// The id of a new tenant, whose administrator is admin@example.com.
    std::string provision(const std::string& name, const std::string& more = "") {
        auto g = god();
        const auto made = g.post("/tenants/provision", order(name, more));
        INFO(made.body);
        REQUIRE(made.status == 201);
        return made.text("/data/tenant/id");
    }
    /// Somebody in a tenant who is not signed in.
    tenant_client visitor(const std::string& tenant, std::size_t node_index = 0) {
        return {node(node_index).client(), by_header(tenant)};
    }
    tenant_client signed_in(const std::string& tenant, const std::string& name) {
        auto c = visitor(tenant);
        const auto in = c.post("/auth/login", credentials(name));
        INFO(in.body);
        REQUIRE(in.status == 200);
        return c;
    }
    tenant_client registered(const std::string& tenant, const std::string& name) {
        auto c = visitor(tenant);
        const auto in = c.post("/auth/register", credentials(name));
        INFO(in.body);
        REQUIRE(in.status == 200);
        return c;
    }
    std::string state_of(const std::string& name) const {
        return ask("SELECT coalesce((SELECT status FROM main.tenants WHERE subdomain = '" + name +
                   "'), 'none') || ' ' || (to_regnamespace('tenant_" + name +
                   "') IS NOT NULL)::text");
    }
};

}
