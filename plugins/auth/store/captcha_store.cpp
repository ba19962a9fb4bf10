#include "store/captcha_store.hpp"

namespace nucleus::auth {

namespace {

constexpr pg::statement insert_mark{"auth.captcha.spend",
                                    "INSERT INTO {schema}.captcha_spent (period, slot) "
                                    "VALUES ($1::bigint, $2::integer) ON CONFLICT DO NOTHING"};
constexpr pg::statement delete_old{"auth.captcha.prune",
                                   "DELETE FROM {schema}.captcha_spent WHERE period < $1::bigint"};

}

task<bool> spend(pg::database& db, pg::call c, const spent_mark& mark) {
    pg::parameters p{mark.period, std::uint64_t{mark.slot}};
    const auto done = co_await db.write(c, insert_mark, std::move(p));
    co_return done.affected() == 1;
}

task<void> prune_spent(pg::database& db, pg::call c, std::int64_t before) {
    pg::parameters p{before};
    co_await db.write(c, delete_old, std::move(p));
}

}
