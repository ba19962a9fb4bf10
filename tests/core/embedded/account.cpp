// Folders for whom the server runs as, and what is said when they cannot be had.
#include "embedded/account.hpp"
#include "fakes.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sys/stat.h>

using namespace nucleus::embedded;
using namespace nucleus::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
namespace fs = std::filesystem;
namespace process = nucleus::process;

namespace {

unsigned mode_of(const fs::path& p) {
    struct stat is{};
    return ::lstat(p.c_str(), &is) == 0 ? is.st_mode & 07777 : 0;
}
uid_t owner_of(const fs::path& p) {
    struct stat is{};
    return ::lstat(p.c_str(), &is) == 0 ? is.st_uid : static_cast<uid_t>(-1);
}

}

TEST_CASE("The server runs as us, for root as somebody else") {
    if (is_root()) {
        CHECK(server_account().differs);
        CHECK(server_account().uid != 0);
        CHECK(process::run_as(nobody(), [] {
                  const auto as = server_account();
                  return !as.differs && as.uid == ::geteuid() && as.name == "nobody" ? 0 : 1;
              }) == 0);
    } else {
        CHECK_FALSE(server_account().differs);
        CHECK(server_account().uid == ::geteuid());
    }
}

TEST_CASE("A data folder is made with all before it, for its owner only") {
    temp_folder home;
    const auto data = home.path() / "with spaces" / "data";
    prepare_data_folder(data, process::ourselves());
    CHECK(mode_of(data) == 0700);
    fs::permissions(data, fs::perms{0750});
    prepare_data_folder(data, process::ourselves());
    CHECK(mode_of(data) == 0750); // one that was there is its owner's business
}

TEST_CASE("A file is no data folder") {
    temp_folder home;
    const auto file = home.write("data", "");
    CHECK_THROWS_MATCHES(
        prepare_data_folder(file, process::ourselves()), std::runtime_error,
        MessageMatches(ContainsSubstring(file.native()) && ContainsSubstring("database.dataDir")));
}

TEST_CASE("A folder that cannot be written is named, with what to do") {
    if (!is_root()) SKIP("takes root, to become somebody without rights");
    temp_folder home;
    const auto said = home.write("said", "");
    REQUIRE(::chown(said.c_str(), nobody().uid, nobody().gid) == 0);
    const auto refused = [&](const fs::path& data) {
        const int code = process::run_as(nobody(), [&] {
            try {
                prepare_data_folder(data, process::ourselves());
                return 0;
            } catch (const std::runtime_error& e) {
                std::ofstream{said} << e.what() << '\n';
                return 42;
            }
        });
        std::string line;
        std::getline(std::ifstream{said} >> std::ws, line);
        return code == 42 ? line : "it was taken";
    };
    CHECK_THAT(refused(home.path() / "new"),
               ContainsSubstring("cannot be made") && ContainsSubstring("database.dataDir"));
    fs::create_directory(home.path() / "roots");
    CHECK_THAT(refused(home.path() / "roots"), ContainsSubstring("is not writable"));
}

TEST_CASE("As root the first folder that the server cannot pass through is named") {
    if (!is_root()) SKIP("takes root, who runs the server as somebody else");
    temp_folder home;
    const auto wall = home.path() / "wall";
    fs::create_directory(wall);
    fs::permissions(wall, fs::perms{0700});
    CHECK_THROWS_MATCHES(prepare_data_folder(wall / "deeper" / "data", nobody()),
                         std::runtime_error,
                         MessageMatches(ContainsSubstring("'chmod o+x " + wall.native() + "'") &&
                                        ContainsSubstring("nobody")));
    fs::permissions(wall, fs::perms{0711});
    fs::permissions(wall / "deeper", fs::perms{0711});
    prepare_data_folder(wall / "deeper" / "data", nobody());
    CHECK(mode_of(wall / "deeper" / "data") == 0711);
}

TEST_CASE("The folder of the socket is the server's alone, and is taken again") {
    temp_folder home;
    const auto folder = home.path() / "sockets";
    const auto as = is_root() ? nobody() : process::ourselves();
    for (int round = 0; round < 2; ++round) {
        prepare_socket_folder(folder, as);
        CHECK(mode_of(folder) == 0700);
        CHECK(owner_of(folder) == as.uid);
    }
}

TEST_CASE("Whatever else is in the place of the socket's folder is refused and left alone") {
    temp_folder home;
    const auto folder = home.path() / "sockets";
    SECTION("a file") { home.write("sockets", ""); }
    SECTION("a link to a folder that would do") {
        prepare_socket_folder(home.path() / "elsewhere", process::ourselves());
        fs::create_symlink(home.path() / "elsewhere", folder);
    }
    SECTION("a folder that others may enter") {
        fs::create_directory(folder);
        fs::permissions(folder, fs::perms{0711});
    }
    SECTION("somebody else's folder") {
        if (!is_root()) SKIP("takes root, to give a folder away");
        prepare_socket_folder(folder, nobody());
    }
    const auto mode = mode_of(folder);
    CHECK_THROWS_MATCHES(prepare_socket_folder(folder, process::ourselves()), std::runtime_error,
                         MessageMatches(ContainsSubstring(folder.native()) &&
                                        ContainsSubstring("look at it and remove it")));
    CHECK(mode_of(folder) == mode);
}

TEST_CASE("A private folder is empty and its owner's, whatever was there") {
    temp_folder home;
    const auto as = is_root() ? nobody() : process::ourselves();
    const auto folder = home.path() / "postgres.new";
    fs::create_directory(home.path() / "elsewhere");
    const auto kept = home.write("elsewhere/kept", "");
    SECTION("nothing") {}
    SECTION("a file") { home.write("postgres.new", ""); }
    SECTION("half a cluster") { fs::create_directories(folder / "base"); }
    SECTION("a link") { fs::create_directory_symlink(home.path() / "elsewhere", folder); }
    make_private_folder(folder, as);
    CHECK(fs::symlink_status(folder).type() == fs::file_type::directory);
    CHECK(fs::is_empty(folder));
    CHECK(mode_of(folder) == 0700);
    CHECK(owner_of(folder) == as.uid);
    CHECK(fs::exists(kept));
}
