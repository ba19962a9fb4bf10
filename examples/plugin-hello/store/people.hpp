// Whom this plugin has greeted: the table hello_people.
#pragma once
#include <nucleus/pg/database.hpp>

namespace hello {

struct person {
    std::string name;
    std::int64_t times = 0;
    nucleus::instant greeted_at{};
};

/// Counts one more greeting; makes the row the first time.
nucleus::task<person> count_greeting(nucleus::pg::database& db, nucleus::pg::call call,
                                     std::string_view name, nucleus::instant now);
nucleus::task<std::optional<person>> find_person(nucleus::pg::database& db, nucleus::pg::call call,
                                                 std::string_view name);

}
