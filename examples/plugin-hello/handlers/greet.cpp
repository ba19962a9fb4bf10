// POST /hello
#include "domain/wording.hpp"
#include "handlers/greeting.hpp"
#include "store/people.hpp"

namespace hello {

using namespace nucleus;

task<result<greeting>> greet(hello_context& hello, request_context& rc, greet_request body) {
    const pg::call call{rc.schema, rc.deadline};
    const auto p = co_await count_greeting(*rc.database, call, body.name, rc.now);
    const manners m{hello.greeting, hello.friend_after};
    co_return greeting{wording(m, p.name, p.times), p.times, p.greeted_at};
}

}
