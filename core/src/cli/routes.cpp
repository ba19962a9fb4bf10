// routes: the endpoint catalog.
#include "cli/reading.hpp"
#include "generate/operation.hpp"
#include <algorithm>
#include <cstdio>
#include <nucleus/json/json.hpp>

namespace nucleus::cli {

namespace {

std::string_view text_of(limit l) {
    switch (l) {
    case limit::none: return "none";
    case limit::open: return "publicRoutes";
    case limit::user: return "privateRoutes";
    case limit::auth: break;
    }
    return "authRoutes";
}

void print_json(const catalog& c) {
    std::string out;
    json::writer w{out};
    w.begin_array();
    for (const auto& row : c.rows()) {
        w.begin_object().key("key");
        w.value(row.key).key("method");
        w.value(http::to_string(row.verb)).key("path");
        w.value(row.path).key("access");
        w.value(generate::access_text(row.access)).key("limit");
        w.value(text_of(row.limit)).key("plugin");
        w.value(row.plugin).key("summary");
        w.value(row.summary).end_object();
    }
    w.end_array();
    std::puts(out.c_str());
}

}

int routes(const common& c) {
    const auto w = read_world(c);
    if (!w) return failed;
    if (c.json) {
        print_json(w->catalog);
        return done;
    }
    std::size_t path = 4, allowed = 6;
    for (const auto& row : w->catalog.rows()) {
        path = std::max(path, row.path.size());
        allowed = std::max(allowed, generate::access_text(row.access).size());
    }
    for (const auto& row : w->catalog.rows())
        std::printf("%-7s %-*s  %-*s  %-6s  %s\n", std::string{http::to_string(row.verb)}.c_str(),
                    static_cast<int>(path), row.path.c_str(), static_cast<int>(allowed),
                    generate::access_text(row.access).c_str(), row.plugin.c_str(),
                    row.summary.c_str());
    return done;
}

}
