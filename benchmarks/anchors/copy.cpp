// COPY of rows that are ready, as a program does it that has nothing else to do: the reference for
// bulk requests. bench_copy DSN TABLE ROWS SECONDS prints rows per second.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <libpq-fe.h>
#include <memory>
#include <string>

namespace {

using steady = std::chrono::steady_clock;

void require(bool good, PGconn* c) {
    if (good) return;
    std::fprintf(stderr, "bench_copy: %s", ::PQerrorMessage(c));
    std::exit(1);
}

/// Time-ordered ids (RFC 9562, version 7), as the server makes them.
std::string id(unsigned long long n) {
    const auto ms =
        static_cast<unsigned long long>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                            std::chrono::system_clock::now().time_since_epoch())
                                            .count());
    char text[37];
    std::snprintf(text, sizeof text, "%08llx-%04llx-7%03llx-8%03llx-%012llx", ms >> 16, ms & 0xffff,
                  n >> 12 & 0xfff, n & 0xfff, n * 0x9e3779b97f4aULL & 0xffffffffffffULL);
    return text;
}

std::string lines(int rows, unsigned long long& next) {
    std::string text;
    const std::string who = "01a22540-f685-7388-83e6-75a7be9c40de";
    for (int i = 0; i < rows; ++i) {
        const auto n = std::to_string(i);
        text.append(id(next++)).append("\t").append(who).append("\t").append(who).append("\tB-");
        text.append(n)
            .append("\tA new article ")
            .append(n)
            .append("\t12.50\t")
            .append(n)
            .append("\n");
    }
    return text;
}

}

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    const std::unique_ptr<PGconn, decltype(&::PQfinish)> c{::PQconnectdb(argv[1]), &::PQfinish};
    require(::PQstatus(c.get()) == CONNECTION_OK, c.get());
    const auto sql = std::string{"COPY "} + argv[2] +
                     " (id, created_by, updated_by, sku, title, price, stock) FROM STDIN";
    const int rows = std::atoi(argv[3]);
    unsigned long long next = 0, copied = 0;
    steady::duration spent{};
    for (const auto limit = std::chrono::duration<double>(std::atof(argv[4])); spent < limit;) {
        const auto data = lines(rows, next); // ready before the clock runs
        const auto start = steady::now();
        ::PQclear(::PQexec(c.get(), sql.c_str()));
        require(::PQputCopyData(c.get(), data.data(), static_cast<int>(data.size())) == 1 &&
                    ::PQputCopyEnd(c.get(), nullptr) == 1,
                c.get());
        PGresult* done = ::PQgetResult(c.get());
        require(::PQresultStatus(done) == PGRES_COMMAND_OK, c.get());
        ::PQclear(done);
        while ((done = ::PQgetResult(c.get()))) ::PQclear(done);
        spent += steady::now() - start;
        copied += static_cast<unsigned long long>(rows);
    }
    std::printf("%.1f\n",
                static_cast<double>(copied) / std::chrono::duration<double>(spent).count());
}
