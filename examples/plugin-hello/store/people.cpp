#include "store/people.hpp"

namespace hello {

using namespace nucleus;

namespace {

constexpr pg::statement count{
    "hello.count",
    "INSERT INTO {schema}.hello_people AS p (name, times, greeted_at) VALUES ($1, 1, $2) "
    "ON CONFLICT (name) DO UPDATE SET times = p.times + 1, greeted_at = excluded.greeted_at "
    "RETURNING name, times, greeted_at"};

constexpr pg::statement find{
    "hello.find", "SELECT name, times, greeted_at FROM {schema}.hello_people WHERE name = $1"};

person person_of(const pg::rows& rows) {
    return {std::string{rows.text(0, 0)}, rows.integer(0, 1), rows.time(0, 2)};
}

}

task<person> count_greeting(pg::database& db, pg::call call, std::string_view name, instant now) {
    pg::parameters values{name, now};
    auto counted = db.write(call, count, std::move(values));
    const auto rows = co_await std::move(counted);
    co_return person_of(rows);
}

task<std::optional<person>> find_person(pg::database& db, pg::call call, std::string_view name) {
    pg::parameters values{name};
    auto found = db.read(call, find, std::move(values));
    const auto rows = co_await std::move(found);
    if (rows.empty()) co_return std::nullopt;
    co_return person_of(rows);
}

}
