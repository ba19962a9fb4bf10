#include "routes.hpp"

namespace hello {

using namespace nucleus;

void add_routes(catalog& c, hello_context& hello) {
    c.post("HELLO_GREET", "/hello", access::anyone, limit::open, bind<&greet>(hello),
           "Greet somebody, and remember it")
        .answers(201);
    c.get("HELLO_LOOK_UP", "/hello/:name", access::anyone, limit::open, bind<&look_up>(hello),
          "What was said to somebody")
        .fails_with({&never_met});
}

}
