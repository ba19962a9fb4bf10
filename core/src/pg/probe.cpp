#include "pg/probe.hpp"
#include <libpq-fe.h>
#include <memory>
#include <stdexcept>

namespace nucleus::pg {

namespace {

using connection = std::unique_ptr<PGconn, void (*)(PGconn*)>;
using answer = std::unique_ptr<PGresult, void (*)(PGresult*)>;

[[noreturn]] void fail(const connection& c) {
    std::string reason = PQerrorMessage(c.get());
    while (!reason.empty() && reason.back() == '\n') reason.pop_back();
    throw std::runtime_error(reason);
}

}

presence ping(const std::string& dsn) noexcept {
    switch (PQping(dsn.c_str())) {
    case PQPING_OK: return presence::accepts;
    case PQPING_REJECT: return presence::starting;
    default: return presence::away;
    }
}

void ensure_database(const std::string& dsn, const std::string& name) {
    const connection c{PQconnectdb(dsn.c_str()), &PQfinish};
    if (PQstatus(c.get()) != CONNECTION_OK) fail(c);
    const char* values[] = {name.c_str()};
    const answer known{PQexecParams(c.get(), "SELECT FROM pg_database WHERE datname = $1", 1,
                                    nullptr, values, nullptr, nullptr, 0),
                       &PQclear};
    if (PQresultStatus(known.get()) != PGRES_TUPLES_OK) fail(c);
    if (PQntuples(known.get()) > 0) return;
    const std::unique_ptr<char, void (*)(void*)> quoted{
        PQescapeIdentifier(c.get(), name.data(), name.size()), &PQfreemem};
    if (!quoted) fail(c);
    const answer made{PQexec(c.get(), ("CREATE DATABASE " + std::string{quoted.get()}).c_str()),
                      &PQclear};
    if (PQresultStatus(made.get()) == PGRES_COMMAND_OK) return;
    // Another nucleusd on this cluster was faster: duplicate_database, or its unique index.
    const char* state = PQresultErrorField(made.get(), PG_DIAG_SQLSTATE);
    const std::string_view code = state ? state : "";
    if (code != "42P04" && code != "23505") fail(c);
}

std::map<std::string, std::string> environment_of(const std::string& dsn) {
    char* problem = nullptr;
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options{
        PQconninfoParse(dsn.c_str(), &problem), &PQconninfoFree};
    PQfreemem(problem); // it may repeat the password
    if (!options) throw std::runtime_error("database.url is not a connection string of PostgreSQL");
    std::map<std::string, std::string> out;
    for (const auto* o = options.get(); o->keyword; ++o)
        if (o->val && o->envvar) out[o->envvar] = o->val;
    return out;
}

}
