// What a plugin that shows notices is told of sign-ins that wait.
#include "device_world.hpp"

using namespace nucleus::testing;

namespace {

void with_board(json::object& c) {
    section(c, "plugins")["load"] =
        json::array{"auth", "crud", "mail", CONTRACT_PLUGINS "/notice_board.so"};
    c["entities"].as_array().push_back(json::parse(R"({"table_name": "pinned", "columns": [
        {"name": "user_id", "type": "uuid", "notNull": true},
        {"name": "title", "type": "varchar", "length": 255, "notNull": true},
        {"name": "body", "type": "varchar", "length": 1000},
        {"name": "type", "type": "varchar", "length": 50}, {"name": "source", "type": "varchar", "length": 100},
        {"name": "entity_name", "type": "varchar", "length": 100}, {"name": "entity_id", "type": "uuid"}]})"));
}

}

TEST_CASE("a sign-in that waits is told in the application, with the sign-in or not at all") {
    device_world w{&with_board};
    auto here = w.member("ada");
    CHECK(w.ask("SELECT count(*) FROM main.pinned") == "0"); // of the first device
    auto there = w.arrive("ada");
    CHECK(w.ask("SELECT concat_ws(' ', n.type, n.source, n.entity_name, n.body) FROM "
                "main.pinned n JOIN main.users u ON u.id = n.user_id WHERE n.entity_id = '" +
                there.id + "' AND u.email = 'ada@example.com'") ==
          "sign_in_approval auth user_sessions Unknown browser, 127.0.0.1");
    CHECK(here.post(approve, w.with_code(there)).status == 200);
    CHECK(w.ask("SELECT count(*) FROM main.pinned") == "1");

    w.ask("ALTER TABLE main.pinned ADD CONSTRAINT no_more CHECK (false) NOT VALID");
    const auto sessions = w.ask("SELECT count(*) FROM main.user_sessions");
    const auto mails = w.mails();
    http_client unobserved{w.node().port()}; // what a provider fails with is in no document
    CHECK(unobserved.post(login, w.credentials("ada")).status == 422);
    CHECK(w.ask("SELECT count(*) FROM main.user_sessions") == sessions);
    CHECK(w.mails() == mails);
}
