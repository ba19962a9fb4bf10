// database url|psql: the way into the database in use.
#include "app/databases.hpp"
#include "cli/reading.hpp"
#include "embedded/cluster.hpp"
#include "pg/probe.hpp"
#include "process/program.hpp"
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nucleus/json/json.hpp>
#include <optional>
#include <sys/wait.h>

namespace nucleus::cli {

namespace {

bool is_embedded(const app::world& w) {
    return w.config->get<config::database_config>("database").url.empty();
}

embedded::cluster_options cluster_of(const app::world& w) {
    return {w.config->data_dir(), w.config->get<config::root_config>("").app_id, {}};
}

/// psql on our terminal, told where to connect by its environment. Ctrl-C is psql's meanwhile.
int run_psql(const std::string& dsn, const std::vector<std::string>& arguments) {
    const auto connection = pg::environment_of(dsn);
    std::string program{"psql"};
    std::vector<std::string> words{arguments};
    std::vector<char*> argv{program.data()};
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    auto* const interrupt = ::signal(SIGINT, SIG_IGN);
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::signal(SIGINT, SIG_DFL);
        for (const auto& [name, value] : connection) ::setenv(name.c_str(), value.c_str(), 1);
        ::execvp("psql", argv.data());
        complain(std::string{"psql cannot be run: "} + std::strerror(errno) +
                 "; run 'apt-get install postgresql-client'");
        ::_exit(failed);
    }
    int status = 0;
    while (pid > 0 && ::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    ::signal(SIGINT, interrupt);
    return pid > 0 ? process::code_of(status) : failed;
}

}

int database_url(const common& c) {
    const auto w = read_world(c);
    if (!w) return failed;
    embedded::whereabouts at{app::dsn_of(*w->config, ""), true};
    if (is_embedded(*w)) {
        at = embedded::find(cluster_of(*w));
        if (!at.running)
            complain("the embedded PostgreSQL is not running: it runs while nucleusd serves; "
                     "'nucleusd database psql' starts it for a session");
    }
    if (!c.json) {
        std::puts(at.dsn.c_str());
        return done;
    }
    std::string out;
    json::writer writer{out};
    writer.begin_object().key("url");
    writer.value(at.dsn).key("embedded");
    writer.value(is_embedded(*w)).end_object();
    std::puts(out.c_str());
    return done;
}

int database_psql(const common& c, const std::vector<std::string>& arguments) {
    const auto w = read_world(c);
    if (!w) return failed;
    std::optional<embedded::cluster> cluster;
    if (is_embedded(*w)) cluster.emplace(embedded::cluster::start(cluster_of(*w)));
    const int code = run_psql(app::dsn_of(*w->config, cluster ? cluster->dsn() : ""), arguments);
    if (cluster) cluster->stop();
    return code;
}

}
