// A server on the network: found by its name, spoken to over TLS.
#include "core/pg/worker.hpp"
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <dlfcn.h>
#include <fstream>
#include <mutex>
#include <netdb.h>
#include <nucleus/testing/nucleusd.hpp>
#include <set>
#include <sstream>

using namespace nucleus;
using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {
std::mutex guard;
std::set<std::thread::id> resolving_threads;
std::atomic<bool> silence{false};
std::atomic<int> asked_in_silence{0};
}

/// Stands before libc's: which threads wait for a name server?
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** found) {
    if (!hints || (hints->ai_flags & AI_NUMERICHOST) == 0) {
        const std::lock_guard lock{guard};
        resolving_threads.insert(std::this_thread::get_id());
    }
    if (name && std::string_view{name} == "silent.invalid") {
        ++asked_in_silence;
        silence.wait(true);
        return EAI_AGAIN;
    }
    static auto* const real =
        reinterpret_cast<decltype(&::getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(name, service, hints, found);
}

namespace {

std::string read_file(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    return text.str();
}

struct tls_server {
    tls_server() {
        const auto in = folder.path().string();
        const auto made = std::system(
            ("cd " + in +
             " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days "
             "2 "
             "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key -out cert "
             "2>/dev/null")
                .c_str());
        REQUIRE(made == 0);
        server.emplace(
            private_postgres::options{port,
                                      "ssl = on\n",
                                      {{"server.key", read_file(folder.path() / "key")},
                                       {"server.crt", read_file(folder.path() / "cert")}}});
    }
    std::string dsn() const {
        return "host=localhost port=" + std::to_string(port) +
               " user=postgres dbname=postgres sslmode=verify-full sslrootcert=" +
               (folder.path() / "cert").string();
    }
    temp_folder folder;
    std::uint16_t port = free_port();
    std::optional<private_postgres> server;
};

}

TEST_CASE("a server is found by its name, on another thread than the worker's") {
    const auto port = free_port();
    private_postgres server{{port}};
    {
        const std::lock_guard lock{guard};
        resolving_threads.clear();
    }
    worker w{"host=localhost user=postgres dbname=postgres port=" + std::to_string(port)};
    CHECK(w.read("SELECT 1").integer(0, 0) == 1);
    CHECK(w.write("SELECT 1").integer(0, 0) == 1);
    std::thread::id workers;
    w.on->on_thread([&] { workers = std::this_thread::get_id(); });
    const std::lock_guard lock{guard};
    CHECK_FALSE(resolving_threads.empty());
    CHECK_FALSE(resolving_threads.contains(workers));
}

TEST_CASE("a name server that says nothing holds up no stop") {
    auto s = settings_for("host=silent.invalid user=postgres");
    s.acquire_timeout = 50ms;
    silence = true;
    {
        worker w{s};
        CHECK_THROWS_AS(w.read("SELECT 1"), failure);
        REQUIRE(eventually([] { return asked_in_silence > 0; }));
        w.run(w.db.stop());
        CHECK(silence);
        silence = false;
        silence.notify_all(); // else the resolver's thread could not be joined
    }
}

TEST_CASE("over TLS, with the certificate checked against the name") {
    tls_server server;
    worker w{server.dsn()};
    CHECK(w.read("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").boolean(0, 0));
    // Answers larger and smaller than a TLS record, many at a time.
    constexpr pg::statement long_text{"test.long", "SELECT repeat('x', $1::integer)"};
    std::vector<std::future<pg::rows>> all;
    for (int i = 0; i < 200; ++i) {
        pg::parameters p{i * 997};
        all.push_back(w.on->start(w.db.read({}, long_text, std::move(p))));
    }
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].get().text(0, 0).size() == i * 997);
    CHECK(w.write("SELECT 1").integer(0, 0) == 1);
}
