// Which challenges were tried already.
#pragma once
#include "domain/captcha_try.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::auth {

/// Whether it was free; it is not any more. Of many at once one is told so.
task<bool> spend(pg::database& db, pg::call c, const spent_mark& mark);

/// Forgets the periods before that.
task<void> prune_spent(pg::database& db, pg::call c, std::int64_t before);

}
