#include "embedded/initialise.hpp"
#include "embedded/account.hpp"
#include "embedded/naming.hpp"
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>

namespace nucleus::embedded {

namespace fs = std::filesystem;

namespace {

void sync_folder(const fs::path& folder) {
    const process::descriptor fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (fd) ::fsync(fd.get());
}

}

int cluster_version(const fs::path& cluster) {
    int major = 0;
    std::ifstream{cluster / "PG_VERSION"} >> major;
    return major;
}

std::map<std::string, std::string> plain_environment() {
    std::map<std::string, std::string> out{{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                                           {"LC_ALL", "C.UTF-8"}};
    if (const char* zone = std::getenv("TZ")) out["TZ"] = zone;
    return out;
}

void initialise(const fs::path& cluster, const installation& with, const process::account& as) {
    std::error_code none;
    if (fs::exists(cluster, none) && !fs::is_empty(cluster, none))
        throw std::runtime_error(cluster.native() +
                                 " holds something else than a PostgreSQL cluster: move it away, "
                                 "or set database.dataDir to another folder");
    const fs::path beside{cluster.native() + ".new"};
    make_private_folder(beside, as);
    process::program initdb;
    initdb.arguments = {(with.folder / "initdb").native(),
                        "--pgdata",
                        beside.native(),
                        "--username",
                        std::string{role},
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C.UTF-8",
                        "--data-checksums",
                        "--no-instructions"};
    initdb.as = as;
    initdb.environment = plain_environment();
    const auto done = process::run(std::move(initdb));
    if (done.code != 0) {
        fs::remove_all(beside, none);
        throw std::runtime_error("initdb could not make a PostgreSQL cluster in " +
                                 cluster.native() + ":\n" + done.output);
    }
    fs::rename(beside, cluster); // over an empty folder, if there is one
    sync_folder(cluster.parent_path());
}

}
