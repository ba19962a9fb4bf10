#include "admin_routes.hpp"
#include "errors.hpp"
#include "handlers/admin_change_id.hpp"
#include "handlers/admin_create.hpp"
#include "handlers/admin_delete.hpp"
#include "handlers/admin_explain.hpp"
#include "handlers/admin_users.hpp"
#include "handlers/bulk_create.hpp"
#include "handlers/cohort_users.hpp"

namespace nucleus::auth {

namespace {

void add_creation(catalog& c, auth_context& auth) {
    c.post("ADMIN_CREATE_USER", "/auth/admin/create-user",
           access::claim("admin.create_user").interactively().by_oneself(), limit::user,
           bind<&create_user, &check_create_user>(auth), "Make an account for somebody")
        .answers(201)
        .fails_with({&errors::email_taken, &errors::username_taken, &errors::user_limit_reached});
    c.post("BULK_CREATE_USERS", "/auth/admin/bulk-create-users",
           access::claim("admin.bulk_create_users").interactively().by_oneself(), limit::user,
           bind<&bulk_create, &check_bulk_create>(auth), "Make accounts for many")
        .reads_up_to(8UL * 1024 * 1024)
        .fails_with({&errors::user_limit_reached})
        .answer_shape = &shape_of<bulk_created>();
}

void add_for_one_user(catalog& c, auth_context& auth) {
    const auto path = [](const char* what) {
        return std::string{"/auth/admin/users/:userId/"} + what;
    };
    c.post("ADMIN_UNLOCK", path("unlock"), access::claim("admin.unlock").by_oneself(), limit::user,
           bind<&admin_unlock>(auth), "Let somebody sign in who failed too often");
    c.post("ADMIN_FORCE_PASSWORD_RESET", path("force-password-reset"),
           access::claim("admin.force_password_reset").interactively().by_oneself(), limit::user,
           bind<&admin_force_password_reset>(auth),
           "Take a password away, and have a link mailed to choose a new one")
        .fails_with({&errors::last_godmin, &errors::last_administrator});
    c.post("ADMIN_REVOKE_SESSIONS", path("revoke-sessions"),
           access::claim("admin.revoke_sessions").by_oneself(), limit::user,
           bind<&admin_revoke_sessions>(auth), "End all sessions of a user");
    c.post("ADMIN_SUSPEND_USER", path("suspend"), access::claim("admin.suspend_user").by_oneself(),
           limit::user, bind<&admin_suspend>(auth), "Put an account out of use")
        .fails_with({&errors::last_godmin, &errors::last_administrator});
    c.post("ADMIN_REACTIVATE_USER", path("reactivate"),
           access::claim("admin.reactivate_user").by_oneself(), limit::user,
           bind<&admin_reactivate>(auth), "Put an account into use again");
}

void add_for_godmins(catalog& c, auth_context& auth) {
    c.post("ADMIN_CHANGE_USER_ID", "/auth/admin/change-user-id", access::godmin.by_oneself(),
           limit::user, bind<&change_user_id, &check_change_id>(auth),
           "Give a user another id, which every reference follows")
        .fails_with({&errors::id_taken});
    c.del("ADMIN_HARD_DELETE_USER", "/auth/admin/hard-delete/:userId", access::godmin.by_oneself(),
          limit::user, bind<&hard_delete>(auth), "Delete a user for good")
        .fails_with({&errors::last_administrator, &nucleus::errors::referenced});
}

void add_explanation(catalog& c, auth_context& auth) {
    c.get("ADMIN_EXPLAIN", "/auth/admin/explain", access::claim("admin.explain"), limit::user,
          bind<&explain>(auth), "Why somebody may do something, or not");
}

void add_cohorts(catalog& c, auth_context& auth) {
    const auto* path = "/userCohorts/:id/users";
    c.post("COHORT_ADD_USERS", path, access::claim("put.user_cohorts"), limit::user,
           bind<&add_to_cohort>(auth), "Make users members of a cohort");
    c.del("COHORT_REMOVE_USERS", path, access::claim("put.user_cohorts"), limit::user,
          bind<&remove_from_cohort>(auth), "Take users out of a cohort");
}

}

void add_admin_routes(catalog& c, auth_context& auth) {
    add_creation(c, auth);
    add_for_godmins(c, auth);
    add_for_one_user(c, auth);
    add_explanation(c, auth);
    add_cohorts(c, auth);
}
}
