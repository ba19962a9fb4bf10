// GET /hello/:name
#include "domain/wording.hpp"
#include "handlers/greeting.hpp"
#include "store/people.hpp"

namespace hello {

using namespace nucleus;

task<result<greeting>> look_up(hello_context& hello, request_context& rc) {
    const pg::call call{rc.schema, rc.deadline};
    const auto name = rc.path_value("name");
    const auto p = co_await find_person(*rc.database, call, name);
    if (!p) co_return never_met;
    const manners m{hello.greeting, hello.friend_after};
    co_return greeting{wording(m, p->name, p->times), p->times, p->greeted_at};
}

}
