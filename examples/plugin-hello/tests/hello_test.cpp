// The plugin's decisions, and the plugin in a real server.
#include "domain/wording.hpp"
#include <csignal>
#include <iostream>
#include <nucleus/testing/nucleusd.hpp>

namespace {

using nucleus::testing::nucleusd;

void expect(bool holds, const std::string& what) {
    if (!holds) throw std::runtime_error("expected: " + what);
}

void wording_knows_its_friends() {
    const hello::manners m{"Hello", 3};
    expect(hello::wording(m, "Ada", 1) == "Hello, Ada!", "a plain greeting at first");
    expect(hello::wording(m, "Ada", 2) == "Hello, Ada!", "a plain greeting before the third");
    expect(hello::wording(m, "Ada", 3) == "Hello, Ada, my friend!", "a friend from the third on");
}

std::string config(int friend_after) {
    return R"({"appId":"hello-test","mode":"development","plugins":{"load":[")" HELLO_PLUGIN
           R"("]},"hello":{"greeting":"Moin","friendAfter":)" +
           std::to_string(friend_after) + "}}";
}

void the_server_greets_and_remembers() {
    nucleusd server{{config(2), {}, {}}};
    auto client = server.client();
    expect(client.get("/hello/Ada").code() == "never_met", "nobody is known at first");
    const auto first = client.post("/hello", R"({"name":"Ada"})");
    expect(first.status == 201, "201 for a greeting: " + first.body);
    expect(first.text("/data/text") == "Moin, Ada!", "the configured word: " + first.body);
    client.post("/hello", R"({"name":"Ada"})");
    const auto known = client.get("/hello/Ada");
    expect(known.text("/data/text") == "Moin, Ada, my friend!", "she is a friend: " + known.body);
    expect(known.at("/data/times") == 2, "two greetings: " + known.body);
    expect(client.post("/hello", R"({"name":""})").status == 422, "an empty name is refused");

    server.write_config(config(9));
    server.signal(SIGHUP);
    expect(server.wait_log("reloaded"), "the new config is applied");
    expect(client.get("/hello/Ada").text("/data/text") == "Moin, Ada!", "friends need nine now");
    expect(server.stop() == 0, "a clean end");
}

}

int main() {
    try {
        wording_knows_its_friends();
        the_server_greets_and_remembers();
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
    std::cout << "all as expected\n";
}
