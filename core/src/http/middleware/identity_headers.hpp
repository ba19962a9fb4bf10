// Headers that only the server may set are taken out of what clients send.
#pragma once
#include <nucleus/http/message.hpp>

namespace nucleus::http {

/// Removes x-user-id, x-user-roles, x-user-claims, x-tenant-schema and x-auth-type.
void strip_identity_headers(request& r);

}
