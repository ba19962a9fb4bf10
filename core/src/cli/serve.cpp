// serve: the parent, and the process that it runs.
#include "app/child.hpp"
#include "app/parent.hpp"
#include "cli/reading.hpp"

namespace nucleus::cli {

int serve(const common& c) {
    const auto w = read_world(c);
    if (!w) return failed;
    std::vector<std::string> arguments{"--config", c.config};
    for (const auto& flag : c.set) {
        arguments.emplace_back("--set");
        arguments.push_back(flag);
    }
    return app::run_parent(*w, std::move(arguments));
}

int serve_child(const common& c, const serve_child_options& o) {
    return app::run_child(sources_of(c), {o.public_fd, o.admin_fd, o.ready_fd, o.dsn});
}

}
