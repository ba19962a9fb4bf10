// A role of the database for each tenant's schema: database.tenantRoles.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::pg {

/// Statements about a tenant's schema run in a role that reaches nothing else, but for the
/// functions of the first schema that are SECURITY DEFINER: what those do they do as their owner. A
/// role belongs to a whole PostgreSQL cluster, so its name is of the schema and a digest of both it
/// and the database, which PostgreSQL computes: `tenant_acme_0f3a…`.
class schema_roles {
public:
    /// None: everything runs as the connection's own user.
    schema_roles() = default;
    /// For every schema but the application's own.
    explicit schema_roles(std::vector<std::string> own);

    /// SQL that puts the rest of the transaction into the role of `schema`; empty: there is none.
    [[nodiscard]] std::string enter(std::string_view schema) const;
    /// SQL by which all roles may call what home offers them, once it is there; empty: there are no
    /// roles.
    [[nodiscard]] std::string offer() const;
    /// SQL that makes the role if need be and gives it what it needs; empty: there is to be none.
    [[nodiscard]] std::string make(std::string_view schema) const;

private:
    [[nodiscard]] bool has_role(std::string_view schema) const noexcept;
    std::vector<std::string> own_; ///< the first one is home
};

/// SQL that removes the role of `schema`, which is gone, with all that it was given: if there is
/// such a role, and no such schema again.
[[nodiscard]] std::string drop_role_of(std::string_view schema);

/// SQL that answers which database of which cluster this is.
inline constexpr std::string_view this_database =
    "SELECT system_identifier || ' ' || oid FROM pg_control_system(), pg_database "
    "WHERE datname = current_database()";

/// SQL that answers whether the connection's user may make roles.
inline constexpr std::string_view may_make_roles =
    "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user";

}
