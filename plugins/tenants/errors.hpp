// What tenants answers with, beyond core's own failures and those of
// <nucleus/services/tenancy.hpp>.
#pragma once
#include <nucleus/error.hpp>

namespace nucleus::tenants::errors {

inline constexpr error_kind subdomain_taken{"subdomain_taken", 409,
                                            "This subdomain belongs to somebody already."};
inline constexpr error_kind tenant_not_ready{
    "tenant_not_ready", 409, "This tenant is not complete: it is still being made, or has failed."};
inline constexpr error_kind tenant_removed{
    "tenant_removed", 409, "The data of this tenant is being removed: it does not come back."};
inline constexpr error_kind provisioning_failed{
    "provisioning_failed", 500,
    "The tenant could not be made, and nothing of it is left: try again later."};
inline constexpr error_kind unusable_archive{"unusable_archive", 422,
                                             "This archive cannot be restored."};
inline constexpr error_kind other_version{
    "other_version", 409,
    "The archive is of tables as another configuration or version of nucleusd makes them: restore "
    "it there, then change them."};

}
