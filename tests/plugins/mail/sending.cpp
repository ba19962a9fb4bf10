// The sending thread, with a way out of the test's own.
#include "sending.hpp"
#include "domain/purposes.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::mailing;
using namespace std::chrono_literals;
using end = outcome::kind;

namespace {

/// Delivers when it may; cut short, it does not know.
class slow_way final : public transport {
public:
    outcome deliver(const parcel& p, const std::atomic<bool>& stopping) const override {
        begun = true;
        while (!may_end) {
            if (stopping && may_be_cut) return {end::unknown, "cut short"};
            std::this_thread::sleep_for(1ms);
        }
        return {end::sent, p.to};
    }

    mutable std::atomic<bool> begun{false};
    std::atomic<bool> may_end{false}, may_be_cut{false};
};

struct office {
    std::shared_ptr<slow_way> way = std::make_shared<slow_way>();
    std::shared_ptr<settings> with = std::make_shared<settings>();
    std::atomic<int> told{0};
    sending_thread thread{[this] { ++told; }};

    office() {
        with->key = secret_string{std::string(32, 'k')};
        with->previous_key = secret_string{std::string(32, 'p')};
        with->from = {"Shop", "shop@example.com"};
        with->public_url = "https://shop.example";
        for (const auto& p : purposes()) with->templates.emplace(p.name, built_in(p.name));
        with->way = way;
    }
    sending mail(const settings& sealed_by,
                 steady::time_point begin_by = steady::now() + 1h) const {
        sending s{{}, with, begin_by};
        s.row.id = uuid::v7();
        s.row.recipient = "ada@example.com";
        s.row.purpose = "newDevice";
        s.row.data = seal_content(sealed_by, s.row.id, {"ada@example.com", "newDevice"});
        return s;
    }
    std::vector<outcome> outcomes() {
        std::vector<outcome> all;
        while (const auto one = thread.finished()) {
            all.push_back(one->end);
            thread.forget(one->row);
        }
        return all;
    }
};

void wait(const std::function<bool()>& happened) {
    for (int i = 0; i < 10000 && !happened(); ++i) std::this_thread::sleep_for(1ms);
    REQUIRE(happened());
}

}

TEST_CASE("what is asked to stop returns at once, and has stopped once nothing is under way") {
    office o;
    o.thread.give({o.mail(*o.with), o.mail(*o.with)});
    wait([&] { return o.way->begun.load(); });
    o.thread.ask_to_stop();
    CHECK_FALSE(o.thread.stopped()); // the mail under way is in its transport's hands
    CHECK(o.outcomes().empty());
    o.way->may_be_cut = true;
    wait([&] { return o.thread.stopped(); });
    const auto ends = o.outcomes();
    REQUIRE(ends.size() == 2);
    CHECK(ends[0].what == end::unknown);
    CHECK(ends[1].what == end::untried);
    CHECK(o.told == 2);
    o.thread.give({o.mail(*o.with)}); // comes back, too
    const auto late = o.outcomes();
    REQUIRE(late.size() == 1);
    CHECK(late[0].what == end::untried);
}

TEST_CASE("a thread that is idle stops, too") {
    office o;
    o.thread.ask_to_stop();
    wait([&] { return o.thread.stopped(); });
}

TEST_CASE("a mail opens with this key and the one before, and no other") {
    office o;
    o.way->may_end = true;
    settings before, gone;
    before.key = o.with->previous_key;
    gone.key = secret_string{std::string(32, 'g')};
    const std::atomic<bool> stopping{false};
    CHECK(send_now(o.mail(*o.with), stopping).what == end::sent);
    CHECK(send_now(o.mail(before), stopping).what == end::sent);
    const auto lost = send_now(o.mail(gone), stopping);
    CHECK(lost.what == end::refused);
    CHECK(lost.reason == "it was sealed with a key that is gone");
    auto moved = o.mail(*o.with);
    moved.row.id = uuid::v7(); // what was sealed for another row
    CHECK(send_now(moved, stopping).what == end::refused);
}

TEST_CASE("what could not be begun in time is not begun") {
    office o;
    o.way->may_end = true;
    const std::atomic<bool> stopping{false};
    CHECK(send_now(o.mail(*o.with, steady::now() - 1ms), stopping).what == end::untried);
    CHECK_FALSE(o.way->begun);
}
