#include "embedded/server.hpp"
#include "embedded/account.hpp"
#include "embedded/initialise.hpp"
#include "embedded/naming.hpp"
#include "embedded/postmaster.hpp"
#include "embedded/server_settings.hpp"
#include <csignal>
#include <cstdlib>
#include <nucleus/log.hpp>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>

namespace nucleus::embedded {

namespace fs = std::filesystem;

namespace {

std::string search_path() {
    const char* path = std::getenv("PATH");
    return path ? path : "";
}

}

server::server(const fs::path& data, const fs::path& binaries)
    : cluster_{data / "postgres"}
    , sockets_{socket_folder(data)}
    , log_{data / "postgres.log"}
    , installed_{choose(installations(binaries, search_path()), cluster_version(cluster_),
                        cluster_)}
    , account_{server_account()} {
    prepare_data_folder(data, account_);
}

bool server::adopt() {
    const auto told = running_postmaster(cluster_);
    if (!told || told->sockets != sockets_) return false;
    process_ = process::watched::open(told->pid);
    if (process_) log::info("embedded", "adopted the running PostgreSQL", {{"pid", told->pid}});
    return process_.has_value();
}

void server::adopt_or_launch() {
    launched_ = std::chrono::steady_clock::now();
    log_start_ = log_.size();
    if (cluster_version(cluster_) == 0) {
        log::info("embedded", "making a PostgreSQL cluster", {{"folder", cluster_.native()}});
        initialise(cluster_, installed_, account_);
    }
    if (!adopt()) launch();
}

void server::launch() {
    prepare_socket_folder(sockets_, account_);
    disown_recycled_pid(cluster_, account_);
    std::error_code none; // left by a server that was killed; ours alone are in this folder
    fs::remove(sockets_ / (".s.PGSQL." + std::string{port} + ".lock"), none);
    const auto log = log_.open();
    process::program postgres;
    postgres.arguments = {(installed_.folder / "postgres").native(), "-D", cluster_.native()};
    for (auto& setting :
         server_settings(sockets_, std::thread::hardware_concurrency(), machine_memory())) {
        postgres.arguments.emplace_back("-c");
        postgres.arguments.push_back(std::move(setting));
    }
    postgres.as = account_;
    postgres.environment = plain_environment();
    postgres.output = log.get();
    process_ = process::watched::open(process::spawn(postgres));
}

std::string server::last_words() const {
    if (process_) ::waitpid(process_->pid(), nullptr, WNOHANG);
    const auto end = log_.end(log_start_);
    return "the end of " + log_.file().native() + " says:\n" + (end.empty() ? "(nothing)" : end);
}

void server::stop() noexcept {
    if (!process_) return;
    process_->signal(SIGINT);
    if (!process_->wait(std::chrono::seconds{30})) {
        log::warn("embedded", "PostgreSQL does not stop: ending it without a checkpoint");
        process_->signal(SIGQUIT);
        if (!process_->wait(std::chrono::seconds{10}))
            log::error("embedded", "PostgreSQL still runs", {{"pid", process_->pid()}});
    }
    process_.reset();
    std::error_code none;
    fs::remove(sockets_, none);
}

}
