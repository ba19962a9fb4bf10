#include "domain/rotation.hpp"

namespace nucleus::auth {

rotation judge(const session& s, std::int64_t generation, instant now,
               std::chrono::milliseconds grace, std::optional<std::chrono::milliseconds> idle) {
    if (!is_live(s, now, idle)) return rotation::dead;
    if (generation == s.generation) return rotation::rotate;
    if (generation > s.generation) return rotation::dead; // the database went back in time
    const bool just_replaced = generation == s.generation - 1 && s.rotated_at.has_value();
    return just_replaced && now - *s.rotated_at <= grace ? rotation::repeat : rotation::reuse;
}

bool leads_back(const session& lent, std::int64_t generation, const session& own, instant now,
                std::chrono::milliseconds grace) {
    // Both were written together, at one moment: whatever else ends the one does not rotate the
    // other.
    const bool stopped = lent.impersonator_session_id == own.id && lent.revoked_at &&
                         own.rotated_at == lent.revoked_at;
    return stopped && generation == lent.generation && now - *lent.revoked_at <= grace;
}

}
