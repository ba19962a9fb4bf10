// Signals as something to read. In processes of their own: a reader blocks them for good.
#include "app/signals.hpp"
#include "process/program.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>
#include <fcntl.h>
#include <poll.h>

using nucleus::app::signal_reader;
using nucleus::process::ourselves;
using nucleus::process::run_as;

namespace {

/// The first of the questions that is answered with no, from 1 on; 0: all are answered with yes.
int first_no(std::initializer_list<bool> answers) {
    int at = 0;
    for (const bool yes : answers) {
        ++at;
        if (!yes) return at;
    }
    return 0;
}

bool readable(const signal_reader& r) {
    pollfd on{r.fd(), POLLIN, 0};
    return ::poll(&on, 1, 0) == 1;
}

}

TEST_CASE("The signals that the parent acts on are read, one by one, and interrupt nothing") {
    const int signal = GENERATE(SIGTERM, SIGINT, SIGHUP, SIGUSR2, SIGCHLD);
    CHECK(run_as(ourselves(), [signal] {
              const signal_reader r;
              const bool quiet = r.next() == 0 && !readable(r);
              ::raise(signal);
              const bool there = readable(r);
              return first_no({quiet, there, r.next() == signal, r.next() == 0});
          }) == 0);
}

TEST_CASE("A writer to a closed pipe is no reason to end") {
    CHECK(run_as(ourselves(), [] {
              const signal_reader r;
              ::raise(SIGPIPE);
              return first_no({r.next() == 0});
          }) == 0);
}

TEST_CASE("Whether the end was asked for is known before it is read, and only then") {
    struct row {
        int signal;
        bool ends;
    };
    const auto t = GENERATE(row{SIGTERM, true}, row{SIGINT, true}, row{SIGHUP, false},
                            row{SIGUSR2, false}, row{SIGCHLD, false});
    CHECK(run_as(ourselves(), [t] {
              const signal_reader r;
              const bool before = signal_reader::end_requested();
              ::raise(t.signal);
              const bool asked = signal_reader::end_requested();
              const bool read = r.next() == t.signal;
              const bool still = signal_reader::end_requested();
              return first_no({!before, asked == t.ends, read, !still});
          }) == 0);
}

TEST_CASE("Other programs do not inherit the reader") {
    CHECK(run_as(ourselves(), [] {
              const signal_reader r;
              return first_no({::fcntl(r.fd(), F_GETFD) == FD_CLOEXEC});
          }) == 0);
}
