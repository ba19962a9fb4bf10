// Who works on which tenant: claims of those that are to be made, and of those to be removed.
#pragma once
#include <chrono>
#include <nucleus/pg/database.hpp>
#include <nucleus/services/administrators.hpp>

namespace nucleus::tenants {

/// A tenant that is ours until the lease is over. `attempts` counts its claims, and tells this one
/// from all others.
struct tenant_claim {
    uuid id;
    std::string subdomain, schema;
    int attempts = 0;
    future_administrator admin{}; ///< of one that is to be made
    bool seed = false;            ///< whether one that is to be made begins with tenants.seed
};

/// How long a claim holds unless it is renewed.
inline constexpr std::chrono::seconds claim_lease{15};

/// A step that was made, and the id of its event.
struct made_step {
    uuid event;
    std::string what;
};

/// The next that is to be made and is nobody's, those first that somebody answers for; none: there
/// is no such.
task<std::optional<tenant_claim>> claim_unmade(pg::database& db, std::string home);
/// Holds it for one more lease, with an event for each step. Nothing, when it is no longer ours.
task<void> renew(pg::database& db, std::string home, tenant_claim c, std::vector<made_step> steps);
/// It is given back, and due again after `pause`.
task<void> put_off(pg::database& db, std::string home, const tenant_claim& c, std::string reason,
                   std::chrono::seconds pause);
/// Whether the claim is ours still; the row stays as long as the transaction lasts.
task<bool> is_ours(pg::transaction& tx, const tenant_claim& c);
/// Forgets the tenant. False when the claim is no longer ours. The caller commits.
task<bool> discard_unmade(pg::transaction& tx, const tenant_claim& c);
/// Neither made nor taken back: only an operator can help.
task<void> mark_failed(pg::database& db, std::string home, const tenant_claim& c,
                       std::string reason);

struct activated {
    std::optional<instant> confirm_before; ///< when it goes unless an address is confirmed by then
};

/// Makes tenants active: in their first schema whatever the schema of the transaction, which is
/// the tenant's.
class activation {
public:
    explicit activation(std::string_view home);
    /// Nothing when the claim is no longer ours. `to_confirm`: how long there is to do so, where it
    /// has to be done. With an event and an announcement; the caller commits.
    task<std::optional<activated>> activate(pg::transaction& tx, const tenant_claim& c, int version,
                                            std::optional<std::chrono::seconds> to_confirm) const;

private:
    std::string home_, update_;
};

/// The next, or `only` this one, that was not made for the version yet and that nobody is at: who
/// has not failed yet first.
task<std::optional<tenant_claim>> claim_outdated(pg::database& db, std::string home, int version,
                                                 std::optional<uuid> only);
/// Who has failed, or `only` this one, may be tried again at once.
task<void> lift_pauses(pg::database& db, std::string home, std::optional<uuid> only);
/// Before its tables are changed so that something of them may be lost: it has those of no version
/// until the next note_updated(). False when the claim is no longer ours. The caller commits.
task<bool> forget_versions(pg::transaction& tx, const tenant_claim& c);
/// It was made for this version, too; announced. False as above. The caller commits.
task<bool> note_updated(pg::transaction& tx, const tenant_claim& c, int version);

/// The next whose time of grace is over, or one whose removal has begun. From now on nobody takes
/// it back.
task<std::optional<tenant_claim>> claim_dead(pg::database& db, std::string home,
                                             std::chrono::seconds grace);
/// The same of this one, however long its grace is; none: there is no such, it is not to be
/// removed, or somebody is at it.
task<std::optional<tenant_claim>> claim_dead(pg::database& db, std::string home, const uuid& id);
/// Forgets it, and announces that. False when the claim is no longer ours. The caller commits.
task<bool> discard_dead(pg::transaction& tx, const tenant_claim& c);

}
