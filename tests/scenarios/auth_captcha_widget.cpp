// Proofs of work by ALTCHA's own library and widgets.
#include "browser.hpp"
#include "captcha_world.hpp"

using namespace nucleus::testing;

TEST_CASE("ALTCHA's library solves a challenge, and signs in by the number and by its payload") {
    captcha_world w;
    w.account("ada");
    const auto told = run_script("altcha_lib.cjs", {origin_of(w), w.credentials("ada")});
    CHECK(told == json::parse(R"({"number":200,"payload":200})"));
}

TEST_CASE("a person signs in by ALTCHA's widget, the present one and the one before") {
    captcha_world w{[](json::object& c) { captcha_world::block(c)["maxNumber"] = 10000; }};
    w.account("ada");
    for (const auto* package : {"altcha", "altcha-2"}) {
        INFO(package);
        const auto told = run_script("altcha_widget.cjs",
                                     {chromium(), origin_of(w), package, w.credentials("ada")});
        CHECK(told == json::parse(R"({"status":"200","errors":[]})"));
    }
}
