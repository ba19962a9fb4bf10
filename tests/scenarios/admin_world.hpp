// Servers with administrators of several ranks.
#pragma once
#include "mail_world.hpp"

namespace nucleus::testing {

/// `admin` may do what administrators do and what members may; `keeper` may `get.vaults` beside
/// that of members. Everything is recorded; who registers is signed in.
class admin_world : public mail_world {
public:
    explicit admin_world(const std::function<void(json::object&)>& change = {})
        : mail_world{[&](json::object& c) {
            section(section(c, "authentication"), "emailVerification")["enabled"] = false;
            add_administrators(c);
            if (change) change(c);
        }} {}

    static void add_administrators(json::object& c) {
        section(c, "audit");
        auto& seed = section(section(c, "authorization"), "seed");
        seed["roles"].as_array().push_back({{"name", "admin"}});
        seed["roleClaimAssignments"].as_array().push_back(
            {{"role", "admin"},
             {"claims",
              {"admin.unlock", "admin.force_password_reset", "admin.revoke_sessions",
               "admin.suspend_user", "admin.reactivate_user", "admin.create_user",
               "admin.bulk_create_users", "admin.explain", "put.user_cohorts"}}});
    }

    http_client signed_in(const std::string& email, const std::string& with = password) {
        auto c = client();
        const auto in = c.post("/auth/login", sign_in(email, with));
        INFO(in.body);
        REQUIRE(in.status == 200);
        return c;
    }
    /// Registered, given the role, and signed in with it.
    http_client somebody(const std::string& name, const std::string& role) {
        member(name);
        ask("INSERT INTO main.user_roles (user_id, role_id) SELECT u.id, r.id FROM main.users u, "
            "main.roles r WHERE u.email = '" +
            name + "@example.com' AND r.name = '" + role + "'");
        return signed_in(name + "@example.com");
    }
    std::string id_of(const std::string& name) {
        return ask("SELECT id FROM main.users WHERE email = '" + name + "@example.com'");
    }
    /// How many records there are of that operation on that user.
    std::string records(const std::string& operation, const std::string& id) {
        return ask("SELECT count(*) FROM main.audit_logs WHERE operation_type = '" + operation +
                   "' AND entity_name = 'users' AND entity_id = '" + id + "'");
    }
};

inline std::string user_path(const std::string& id, const std::string& what) {
    return "/auth/admin/users/" + id + "/" + what;
}

inline constexpr const char* nobody = "00000000-0000-7000-8000-000000000001";

}
