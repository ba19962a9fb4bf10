// check-config: reads everything as serve would, and changes nothing.
#include "cli/reading.hpp"
#include <cstdio>
#include <nucleus/json/json.hpp>

namespace nucleus::cli {

namespace {

void print_json(const config::report& found, bool valid) {
    std::string out;
    json::writer w{out};
    w.begin_object().key("valid");
    w.value(valid).key("faults");
    w.begin_array();
    for (const auto& f : found.faults) {
        w.begin_object().key("path");
        w.value(f.path).key("code");
        w.value(f.code).key("message");
        w.value(f.message).end_object();
    }
    w.end_array().key("warnings");
    w.begin_array();
    for (const auto& warning : found.warnings) w.value(warning);
    w.end_array().end_object();
    std::puts(out.c_str());
}

}

int check_config(const common& c) {
    config::report found;
    const auto w = app::describe_world(sources_of(c), found);
    if (c.json) {
        print_json(found, w != nullptr);
        return w ? done : failed;
    }
    for (const auto& warning : found.warnings) complain("warning: " + warning);
    if (!w) {
        std::fputs(faults_text(found, c.config).c_str(), stderr);
        return failed;
    }
    complain(c.config + " is valid: " + counted(w->host.plugins().size(), "plugin") + ", " +
             counted(w->catalog.rows().size(), "endpoint"));
    return done;
}

}
