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

}
