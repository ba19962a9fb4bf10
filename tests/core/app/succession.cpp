// What follows from what: every decision of the parent, with neither processes nor time.
#include "app/succession.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>

using nucleus::app::succession;
using namespace std::chrono_literals;

namespace {

/// A parent at a time of the test's choosing, and what it has sent: "TERM 1 HUP 2".
struct parent {
    std::string sent;
    succession next{[this](pid_t pid, int signal) {
        if (!sent.empty()) sent += ' ';
        sent += std::string{::sigabbrev_np(signal)} + ' ' + std::to_string(pid);
    }};
    succession::time now{1h};

    parent& start(pid_t pid) {
        REQUIRE(next.start_at());
        next.started(pid);
        return *this;
    }
    parent& serve(pid_t pid) {
        start(pid);
        next.ready(pid, now);
        return *this;
    }
    /// How long until another one is started; nothing when none is wanted.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> delay() const {
        const auto due = next.start_at();
        if (!due) return std::nullopt;
        return *due <= now ? 0ns : *due - now;
    }
};

}

TEST_CASE("The first process is wanted at once, and only one of them") {
    parent p;
    CHECK(p.delay() == 0ns);
    p.next.started(1);
    CHECK_FALSE(p.delay());
    p.next.ready(1, p.now);
    CHECK_FALSE(p.delay());
    CHECK_FALSE(p.next.over());
    CHECK(p.sent.empty());
}

TEST_CASE("A first process that cannot start ends the parent with its code") {
    struct row {
        int ended, expected;
    };
    const auto r = GENERATE(row{1, 1}, row{2, 2}, row{127, 127}, row{0, 1});
    parent p;
    p.start(1).next.ended(1, r.ended, p.now);
    CHECK(p.next.over());
    CHECK(p.next.code() == r.expected);
}

TEST_CASE("One that crashes before it could ever say why is tried again, ever more slowly") {
    parent p;
    for (const auto expected : {0ms, 100ms, 200ms, 400ms, 800ms}) {
        p.start(1).next.ended(1, 128 + SIGSEGV, p.now);
        REQUIRE_FALSE(p.next.over());
        CHECK(p.delay() == expected);
    }
}

TEST_CASE("Once one has served, whatever ends it has it started again") {
    const int code = GENERATE(0, 1, 127, 128 + SIGKILL, 128 + SIGABRT);
    parent p;
    p.serve(1).next.ended(1, code, p.now);
    CHECK_FALSE(p.next.over());
    CHECK(p.delay() == 0ns);
    p.start(2).next.ended(2, 1, p.now); // it cannot start any more: not given up
    CHECK_FALSE(p.next.over());
    CHECK(p.delay() == 100ms);
}

TEST_CASE("One that had served for a while is not held responsible for crashes before") {
    parent p;
    p.serve(1).next.ended(1, 139, p.now);
    p.start(2).next.ended(2, 139, p.now);
    p.serve(3);
    SECTION("a moment is no while") {
        p.now += 29s;
        p.next.ended(3, 139, p.now);
        CHECK(p.delay() == 200ms);
    }
    SECTION("half a minute is") {
        p.now += 30s;
        p.next.ended(3, 139, p.now);
        CHECK(p.delay() == 0ns);
    }
}

TEST_CASE("A process that cannot be had is asked for again, ever more slowly") {
    parent p;
    for (const auto expected : {0ms, 100ms, 200ms}) {
        p.next.could_not_start("no memory", p.now);
        CHECK(p.delay() == expected);
    }
    CHECK_FALSE(p.next.over());
}

TEST_CASE("The end of somebody else changes nothing") {
    parent p;
    p.serve(1).next.ended(99, 1, p.now);
    p.next.ready(99, p.now);
    CHECK_FALSE(p.next.over());
    CHECK_FALSE(p.delay());
    CHECK(p.sent.empty());
}

TEST_CASE("TERM and INT end everybody, and the parent when the last is gone") {
    const int signal = GENERATE(SIGTERM, SIGINT);
    parent p;
    p.serve(1).next.told(signal);
    CHECK(p.sent == "TERM 1");
    CHECK_FALSE(p.next.over());
    SECTION("after a drain with 0") {
        p.next.ended(1, 0, p.now);
        CHECK(p.next.over());
        CHECK(p.next.code() == 0);
        CHECK_FALSE(p.delay());
    }
    SECTION("a drain that failed is told") {
        p.next.ended(1, 139, p.now);
        CHECK(p.next.over());
        CHECK(p.next.code() == 139);
    }
    SECTION("asked twice it does not wait for the drain") {
        p.next.told(signal);
        CHECK(p.sent == "TERM 1 KILL 1");
        CHECK_FALSE(p.next.over());
    }
    SECTION("no restart any more") {
        p.next.told(SIGUSR2);
        CHECK_FALSE(p.delay());
    }
}

TEST_CASE("TERM before the first one serves: its end by the signal is no failure, its refusal is") {
    struct row {
        int ended, expected;
    };
    const auto r = GENERATE(row{128 + SIGTERM, 0}, row{0, 0}, row{1, 1});
    parent p;
    p.start(1).next.told(SIGTERM);
    p.next.ended(1, r.ended, p.now);
    CHECK(p.next.over());
    CHECK(p.next.code() == r.expected);
}

TEST_CASE("TERM while nobody runs ends the parent at once") {
    parent p;
    p.serve(1).next.ended(1, 139, p.now);
    p.next.told(SIGTERM);
    CHECK(p.next.over());
    CHECK(p.next.code() == 0);
    CHECK(p.sent.empty());
}

TEST_CASE("USR2 starts a successor; once it is ready the old one drains") {
    parent p;
    p.serve(1).next.told(SIGUSR2);
    CHECK(p.delay() == 0ns);
    p.next.started(2);
    CHECK(p.sent.empty());
    CHECK_FALSE(p.delay());
    SECTION("ready") {
        p.next.ready(2, p.now);
        CHECK(p.sent == "TERM 1");
        p.next.ended(1, 1, p.now); // as it likes
        CHECK_FALSE(p.next.over());
        CHECK_FALSE(p.delay());
        p.next.told(SIGTERM);
        CHECK(p.sent == "TERM 1 TERM 2");
        p.next.ended(2, 0, p.now);
        CHECK(p.next.over());
        CHECK(p.next.code() == 0);
    }
    SECTION("it cannot start: the old one goes on, and another try is possible") {
        p.next.ended(2, 1, p.now);
        CHECK(p.sent.empty());
        CHECK_FALSE(p.next.over());
        CHECK_FALSE(p.delay());
        p.next.told(SIGUSR2);
        CHECK(p.delay() == 0ns);
    }
    SECTION("asked again meanwhile: one at a time") {
        p.next.told(SIGUSR2);
        CHECK_FALSE(p.delay());
    }
    SECTION("the old one crashes meanwhile: the successor is the current one") {
        p.next.ended(1, 139, p.now);
        CHECK_FALSE(p.delay());
        p.next.ready(2, p.now);
        CHECK(p.sent.empty());
        p.next.told(SIGTERM);
        CHECK(p.sent == "TERM 2");
    }
    SECTION("both crash: another one is started") {
        p.next.ended(1, 139, p.now);
        p.next.ended(2, 1, p.now);
        CHECK_FALSE(p.next.over());
        CHECK(p.delay() == 0ns);
    }
    SECTION("TERM meanwhile ends both, and waits for both") {
        p.next.told(SIGTERM);
        CHECK(p.sent == "TERM 1 TERM 2");
        p.next.ended(2, 143, p.now);
        CHECK_FALSE(p.next.over());
        p.next.ended(1, 0, p.now);
        CHECK(p.next.over());
        CHECK(p.next.code() == 0);
    }
    SECTION("TERM meanwhile, and it becomes ready before it heard of it") {
        const bool first_is_gone = GENERATE(false, true);
        p.next.told(SIGTERM);
        if (first_is_gone) p.next.ended(1, 0, p.now);
        p.next.ready(2, p.now);
        CHECK(p.sent == "TERM 1 TERM 2");
        if (!first_is_gone) p.next.ended(1, 0, p.now);
        CHECK_FALSE(p.next.over());
        p.next.ended(2, 0, p.now);
        CHECK(p.next.over());
        CHECK(p.next.code() == 0);
    }
}

TEST_CASE("A successor that cannot be had is no reason to try by itself") {
    parent p;
    p.serve(1).next.told(SIGUSR2);
    p.next.could_not_start("no memory", p.now);
    CHECK_FALSE(p.delay());
    CHECK_FALSE(p.next.over());
    p.next.ended(1, 139, p.now);
    CHECK(p.delay() == 0ns); // nor is it counted as a crash
}

TEST_CASE("USR2 does not wait for a back-off") {
    parent p;
    p.serve(1).next.ended(1, 139, p.now);
    p.start(2).next.ended(2, 139, p.now);
    REQUIRE(p.delay() == 100ms);
    p.next.told(SIGUSR2);
    CHECK(p.delay() == 0ns);
}

TEST_CASE("Those who drain are waited for, and nobody is started meanwhile") {
    parent p;
    p.serve(1).next.told(SIGUSR2);
    p.serve(2);
    p.next.ended(2, 139, p.now); // the one that serves crashes, the old one still drains
    REQUIRE(p.delay());
    p.sent.clear();
    p.next.told(SIGTERM);
    CHECK(p.sent == "TERM 1");
    CHECK_FALSE(p.delay()); // a start that is due and never comes would keep the parent spinning
    CHECK_FALSE(p.next.over());
    p.next.ended(1, 0, p.now);
    CHECK(p.next.over());
}

TEST_CASE("HUP reaches whoever may have read the old file, and nobody who would end of it") {
    parent p;
    SECTION("one that serves") {
        p.serve(1).next.told(SIGHUP);
        CHECK(p.sent == "HUP 1");
    }
    SECTION("one that is about to, when it does") {
        p.start(1).next.told(SIGHUP);
        CHECK(p.sent.empty());
        p.next.ready(1, p.now);
        CHECK(p.sent == "HUP 1");
    }
    SECTION("the successor as well, when it serves") {
        p.serve(1).next.told(SIGUSR2);
        p.start(2).next.told(SIGHUP);
        CHECK(p.sent == "HUP 1");
        p.next.ready(2, p.now);
        CHECK(p.sent == "HUP 1 TERM 1 HUP 2");
    }
    SECTION("no one that is started later: it reads the new file") {
        p.serve(1).next.told(SIGHUP);
        p.next.ended(1, 139, p.now);
        p.serve(2);
        CHECK(p.sent == "HUP 1");
    }
    SECTION("nobody is there") {
        p.serve(1).next.ended(1, 139, p.now);
        p.next.told(SIGHUP);
        p.serve(2);
        CHECK(p.sent.empty());
    }
}

TEST_CASE("CHLD by itself means nothing") {
    parent p;
    p.serve(1).next.told(SIGCHLD);
    CHECK(p.sent.empty());
    CHECK_FALSE(p.delay());
    CHECK_FALSE(p.next.over());
}
