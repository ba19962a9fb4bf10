#include "observe/logging.hpp"
#include "observe/log_filter.hpp"
#include "observe/log_line.hpp"
#include <catch2/catch_test_macros.hpp>
#include <fcntl.h>
#include <fstream>
#include <nucleus/testing/temp_folder.hpp>
#include <set>
#include <thread>
#include <unistd.h>

using namespace nucleus;
using namespace std::chrono_literals;

namespace {

const log::line_time noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h + 7ms};

std::string json_line(log::level l, std::string_view scope, std::string_view message,
                      std::initializer_list<log::attribute> a = {}) {
    std::string out;
    log::append_json_line(out, noon, l, scope, message, a);
    return out;
}
std::string text_line(log::level l, std::string_view scope, std::string_view message,
                      std::initializer_list<log::attribute> a = {}) {
    std::string out;
    log::append_text_line(out, noon, l, scope, message, a);
    return out;
}

/// Sends stderr to a file while it lives.
class captured_stderr {
public:
    captured_stderr()
        : old_{::dup(2)} {
        const int to = ::open(file().c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
        ::dup2(to, 2);
        ::close(to);
    }
    ~captured_stderr() { restore(); }
    std::vector<std::string> lines() {
        restore();
        std::vector<std::string> found;
        std::ifstream in{file()};
        for (std::string line; std::getline(in, line);) found.push_back(line);
        return found;
    }

private:
    std::filesystem::path file() const { return folder_.path() / "stderr"; }
    void restore() {
        if (old_ < 0) return;
        ::dup2(old_, 2);
        ::close(std::exchange(old_, -1));
    }
    testing::temp_folder folder_;
    int old_;
};

}

TEST_CASE("a JSON line carries every kind of attribute") {
    CHECK(
        json_line(log::level::info, "http.access", "GET /",
                  {{"status", 200}, {"seconds", 0.25}, {"hit", true}, {"agent", "curl"}}) ==
        R"({"time":"2026-11-24T12:00:00.007Z","level":"info","scope":"http.access","message":"GET /",)"
        R"("status":200,"seconds":0.25,"hit":true,"agent":"curl"})"
        "\n");
}

TEST_CASE("what a line holds cannot break out of it") {
    const auto json = json_line(log::level::warn, "s", "a\"b\nc", {{"v", "x\r\ny\x1b[31m"}});
    CHECK(json.find('\n') == json.size() - 1);
    CHECK(json.find('\x1b') == std::string::npos);
    CHECK(json.find(R"("message":"a\"b\nc")") != std::string::npos);
    const auto text = text_line(log::level::warn, "s", "two\nlines", {{"v", "x\x1b[31m y"}});
    CHECK(text.find('\n') == text.size() - 1);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(json_line(log::level::info, "s", "m", {{"d", 0.0 / 0.0}}).ends_with("\"d\":null}\n"));
}

TEST_CASE("a text line is for reading") {
    CHECK(text_line(log::level::error, "app", "could not start",
                    {{"path", "/a b"}, {"n", 3}, {"k", "v"}}) ==
          "2026-11-24T12:00:00.007Z error app: could not start path=\"/a b\" n=3 k=v\n");
}

TEST_CASE("scopes") {
    const log::scope_filter all{{}}, some{{"auth.*", "http.access"}}, star{{"*"}};
    CHECK(all.covers("anything"));
    CHECK(star.covers("anything"));
    CHECK(some.covers("auth"));
    CHECK(some.covers("auth.login"));
    CHECK(some.covers("auth.login.lockout"));
    CHECK(some.covers("http.access"));
    CHECK_FALSE(some.covers("authority"));
    CHECK_FALSE(some.covers("http"));
    CHECK_FALSE(some.covers("http.access.more"));
    CHECK_FALSE(some.covers(""));
}

TEST_CASE("level and scopes apply at once") {
    captured_stderr err;
    log::configure(log::level::warn, log::layout::json, {});
    log::info("a", "too low");
    log::warn("a", "first");
    log::configure(log::level::debug, log::layout::text, {"b.*"});
    log::debug("a", "other scope");
    log::debug("b.c", "second");
    log::error("a", "third");
    log::configure(log::level::off, log::layout::json, {});
    log::error("a", "nothing");
    CHECK_FALSE(log::enabled(log::level::error, "a"));
    log::configure(log::level::info, log::layout::json, {});
    const auto lines = err.lines();
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].ends_with(R"("level":"warn","scope":"a","message":"first"})"));
    CHECK(lines[1].ends_with("debug b.c: second"));
    CHECK(lines[2].ends_with("error a: third"));
}

TEST_CASE("lines of many threads do not mix") {
    captured_stderr err;
    log::configure(log::level::info, log::layout::json, {});
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([t] {
                for (int i = 0; i < 500; ++i)
                    log::info("t", std::string(100, 'x'), {{"id", t * 1000 + i}});
            });
    }
    const auto lines = err.lines();
    std::set<std::string> ids;
    for (const auto& line : lines) {
        CHECK((line.starts_with("{\"time\"") && line.ends_with("}")));
        ids.insert(line.substr(line.rfind(':')));
    }
    CHECK(lines.size() == 2000);
    CHECK(ids.size() == 2000);
}
