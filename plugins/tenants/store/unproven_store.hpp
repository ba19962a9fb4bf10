// Tenants that somebody signed up for without having confirmed an address so far.
#pragma once
#include <nucleus/pg/database.hpp>
#include <nucleus/uuid.hpp>
#include <string>
#include <vector>

namespace nucleus::tenants {

struct unproven_tenant {
    uuid id;
    std::string subdomain, schema;
};

/// Those whose time to confirm is over, and that are active, up to date, and for which no
/// administrator of the server has done anything: some of them, the oldest first.
task<std::vector<unproven_tenant>> find_unproven(pg::database& db, std::string home);
/// It is none of those any more: somebody answers for it, or has been there. The caller commits.
task<void> note_proven(pg::transaction& tx, const uuid& id);
/// Not to be found for a minute.
task<void> rest_unproven(pg::database& db, std::string home, const uuid& id);
/// Forgets it, and announces that, if it is one of those still and nobody is at work on it: else
/// false. The caller commits.
task<bool> discard_unproven(pg::transaction& tx, const uuid& id);

}
