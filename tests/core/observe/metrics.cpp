#include "observe/process_gauges.hpp"
#include <catch2/catch_test_macros.hpp>
#include <nucleus/metrics.hpp>
#include <thread>

using namespace nucleus;

namespace {

double value_of(const std::string& text, std::string_view name) {
    const auto at = text.find("\n" + std::string{name} + " ");
    REQUIRE(at != std::string::npos);
    return std::stod(text.substr(at + name.size() + 2));
}

}

TEST_CASE("counters and gauges are exposed with help, type and escaped labels") {
    metrics::registry r;
    r.make_counter("requests_total", "All of\nthem \\ \"here\"",
                   {{"path", "/a\"b\\c\nd"}, {"verb", "GET"}})
        .add(3);
    r.make_counter("requests_total", "ignored", {{"path", "/x"}}).add();
    r.make_gauge("depth", "How deep", [] { return 1.5; });
    CHECK(r.expose() == "# HELP depth How deep\n"
                        "# TYPE depth gauge\n"
                        "depth 1.5\n"
                        "# HELP requests_total All of\\nthem \\\\ \"here\"\n"
                        "# TYPE requests_total counter\n"
                        "requests_total{path=\"/a\\\"b\\\\c\\nd\",verb=\"GET\"} 3\n"
                        "requests_total{path=\"/x\"} 1\n");
}

TEST_CASE("the same name and labels give the same object") {
    metrics::registry r;
    auto& a = r.make_counter("n_total", "h", {{"k", "v"}});
    CHECK(&a == &r.make_counter("n_total", "h", {{"k", "v"}}));
    CHECK(&a != &r.make_counter("n_total", "h", {{"k", "w"}}));
    CHECK(&r.make_histogram("h_seconds", "h") == &r.make_histogram("h_seconds", "h"));
    CHECK_THROWS_AS(r.make_histogram("n_total", "h"), std::invalid_argument);
    CHECK_THROWS_AS(r.make_counter("bad name", "h"), std::invalid_argument);
    CHECK_THROWS_AS(r.make_counter("", "h"), std::invalid_argument);
    CHECK_THROWS_AS(r.make_counter("ok", "h", {{"1st", "v"}}), std::invalid_argument);
    r.make_gauge("g", "h", [] { return 1.0; });
    r.make_gauge("g", "h", [] { return 2.0; });
    CHECK(r.expose().find("\ng 2\n") != std::string::npos);
}

TEST_CASE("histogram buckets are cumulative") {
    metrics::registry r;
    auto& h = r.make_histogram("took_seconds", "Time", {{"k", "v"}});
    for (const double s : {0.0004, 0.0005, 0.0006, 0.3, 20.0, -1.0}) h.observe(s);
    const auto text = r.expose();
    CHECK(text.find("took_seconds_bucket{k=\"v\",le=\"0.0005\"} 3\n") != std::string::npos);
    CHECK(text.find("took_seconds_bucket{k=\"v\",le=\"0.001\"} 4\n") != std::string::npos);
    CHECK(text.find("took_seconds_bucket{k=\"v\",le=\"0.5\"} 5\n") != std::string::npos);
    CHECK(text.find("took_seconds_bucket{k=\"v\",le=\"10\"} 5\n") != std::string::npos);
    CHECK(text.find("took_seconds_bucket{k=\"v\",le=\"+Inf\"} 6\n") != std::string::npos);
    CHECK(text.find("took_seconds_count{k=\"v\"} 6\n") != std::string::npos);
    CHECK(text.find("# TYPE took_seconds histogram\n") != std::string::npos);
    CHECK(h.sum_seconds() > 20.3);
    CHECK(h.sum_seconds() < 20.31);
}

TEST_CASE("counting from many threads loses nothing") {
    metrics::registry r;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&r] {
                for (int i = 0; i < 10000; ++i) r.make_counter("n_total", "h").add();
                for (int i = 0; i < 10; ++i) CHECK_FALSE(r.expose().empty());
            });
    }
    CHECK(r.make_counter("n_total", "h").value() == 40000);
}

TEST_CASE("process gauges tell plausible numbers") {
    metrics::registry r;
    metrics::process_gauges(r);
    const auto text = r.expose();
    CHECK(value_of(text, "process_resident_memory_bytes") > 1e6);
    CHECK(value_of(text, "process_open_fds") >= 3);
    CHECK(value_of(text, "process_threads") >= 1);
    CHECK(value_of(text, "process_cpu_seconds_total") > 0);
    const auto started = value_of(text, "process_start_time_seconds");
    const auto now = static_cast<double>(std::time(nullptr));
    CHECK(started <= now + 2);
    CHECK(started > now - 3600);
    CHECK(text.find("# TYPE process_cpu_seconds_total counter") != std::string::npos);
}
