#include "embedded/account.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace nucleus::embedded {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& folder, const std::string& problem, int reason) {
    throw std::runtime_error(folder.native() + " " + problem + ": " + std::strerror(reason) +
                             "; check its owner and permissions, or set database.dataDir to "
                             "another folder");
}

/// The first of the folders on the way to `data` that `as` cannot pass through; empty: none.
fs::path barrier(const fs::path& data, const process::account& as) {
    fs::path way;
    for (const auto& step : data) {
        way /= step;
        if (process::run_as(as, [&] { return ::chdir(way.c_str()) == 0 ? 0 : 1; }) != 0) return way;
    }
    return {};
}

}

process::account server_account() {
    if (::geteuid() != 0) return process::ourselves();
    const auto* entry = ::getpwnam("postgres");
    if (!entry)
        throw std::runtime_error("PostgreSQL does not run as root, and there is no user "
                                 "\"postgres\" to run it as: run 'apt-get install postgresql' or "
                                 "'useradd --system postgres', or start nucleusd as another user");
    return {entry->pw_uid, entry->pw_gid, entry->pw_name, true};
}

void prepare_data_folder(const fs::path& data, const process::account& as) {
    std::error_code failed;
    if (fs::create_directories(data, failed))
        fs::permissions(data, fs::perms{as.differs ? 0711U : 0700U}, failed);
    if (failed) fail(data, "cannot be made", failed.value());
    if (!fs::is_directory(data)) fail(data, "is not a folder", ENOTDIR);
    if (::access(data.c_str(), W_OK | X_OK) != 0) fail(data, "is not writable", errno);
    if (!as.differs) return;
    if (const auto wall = barrier(data, as); !wall.empty())
        throw std::runtime_error("the user " + as.name +
                                 ", as whom PostgreSQL runs, cannot reach " + data.native() +
                                 ": run 'chmod o+x " + wall.native() +
                                 "', or set database.dataDir to a folder outside of it");
}

void prepare_socket_folder(const fs::path& folder, const process::account& as) {
    const bool made = ::mkdir(folder.c_str(), 0700) == 0;
    if (!made && errno != EEXIST) fail(folder, "cannot be made", errno);
    const process::descriptor opened{
        ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    struct stat is{};
    if (made && opened && as.differs && ::fchown(opened.get(), as.uid, as.gid) != 0)
        fail(folder, "cannot be given to " + as.name, errno);
    if (!opened || ::fstat(opened.get(), &is) != 0 || is.st_uid != as.uid ||
        (is.st_mode & 07777) != 0700)
        throw std::runtime_error(
            folder.native() +
            " is meant for the socket of PostgreSQL, but it is not a folder of "
            "user " +
            as.name + " with mode 0700: somebody else put it there; look at it and remove it");
}

void make_private_folder(const fs::path& folder, const process::account& as) {
    std::error_code failed;
    fs::remove_all(folder, failed);
    if (failed) fail(folder, "cannot be removed", failed.value());
    if (::mkdir(folder.c_str(), 0700) != 0) fail(folder, "cannot be made", errno);
    if (!as.differs) return;
    // By descriptor: the name may lead elsewhere by now.
    const process::descriptor opened{
        ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!opened || ::fchown(opened.get(), as.uid, as.gid) != 0)
        fail(folder, "cannot be given to " + as.name, errno);
}

}
