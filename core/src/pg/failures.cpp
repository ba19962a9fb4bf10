#include "pg/failures.hpp"
#include "pg/back_off.hpp"
#include "pg/result_rows.hpp"
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <charconv>
#include <nucleus/log.hpp>

namespace nucleus::pg {

namespace {

std::string field(const PGresult* r, int code) {
    const char* text = ::PQresultErrorField(r, code);
    return text ? text : "";
}

constexpr std::string_view not_a_statement = "42601";

/// n of "COPY products, line 3, column price", whatever language "line" is in.
std::size_t line_of(std::string_view context) {
    if (!context.starts_with("COPY ")) return 0;
    const auto comma = context.find(", ");
    const auto digits = context.find_first_of("0123456789", comma == context.npos ? 0 : comma);
    std::size_t line = 0;
    if (comma != context.npos && digits != context.npos)
        std::from_chars(context.data() + digits, context.data() + context.size(), line);
    return line;
}

}

plan_is plan_state(const request& r) noexcept {
    if (!r.named || r.how != outcome::refused) return plan_is::good;
    const char* code = ::PQresultErrorField(r.result.get(), PG_DIAG_SQLSTATE);
    const std::string_view state = code ? code : "";
    if (state == "26000") return plan_is::unknown;
    // 0A000 is any unsupported feature; this one comes from the plan cache.
    const char* from = ::PQresultErrorField(r.result.get(), PG_DIAG_SOURCE_FUNCTION);
    const bool outdated =
        state == "0A000" && from && std::string_view{from} == "RevalidateCachedQuery";
    return outdated ? plan_is::outdated : plan_is::good;
}

query_failure failure_of(const PGresult* refused, std::string_view statement) {
    query_failure f;
    f.sqlstate = field(refused, PG_DIAG_SQLSTATE);
    f.message = field(refused, PG_DIAG_MESSAGE_PRIMARY);
    if (f.message.empty()) f.message = ::PQresultErrorMessage(refused);
    f.schema = field(refused, PG_DIAG_SCHEMA_NAME);
    f.table = field(refused, PG_DIAG_TABLE_NAME);
    f.column = field(refused, PG_DIAG_COLUMN_NAME);
    f.constraint = field(refused, PG_DIAG_CONSTRAINT_NAME);
    f.statement = statement;
    f.copy_line = line_of(field(refused, PG_DIAG_CONTEXT));
    log::debug("pg", "refused",
               {{"statement", f.statement}, {"sqlstate", f.sqlstate}, {"message", f.message}});
    return f;
}

query_failure failure_with(std::string_view sqlstate, std::string message,
                           std::string_view statement) {
    query_failure f;
    f.sqlstate = sqlstate;
    f.message = std::move(message);
    f.statement = statement;
    return f;
}

failure unavailable() {
    error e{errors::database_unavailable};
    e.retry_after = std::chrono::seconds{chance() < 0.5 ? 1 : 2};
    return failure{std::move(e)};
}

failure busy() {
    error e{errors::overloaded};
    e.retry_after = std::chrono::seconds{5};
    return failure{std::move(e)};
}

rows rows_of(request& r) {
    switch (r.how) {
    case outcome::answered: break;
    case outcome::refused: throw failure_of(r.result.get(), r.text->name);
    case outcome::unavailable: throw unavailable();
    case outcome::deadline: throw failure{errors::deadline_passed};
    case outcome::cancelled:
        throw boost::system::system_error{boost::asio::error::operation_aborted};
    case outcome::waiting:
    case outcome::skipped:
    case outcome::lost: throw failure_with("", "the connection was lost", r.text->name);
    }
    const auto status = ::PQresultStatus(r.result.get());
    if (status == PGRES_EMPTY_QUERY)
        throw failure_with(not_a_statement, "the statement is empty", r.text->name);
    return make_rows(std::move(r.result));
}

void require_text(const parameters& p, std::string_view statement) {
    for (const auto& v : p.values())
        if (v && v->find('\0') != v->npos)
            throw failure_with("22021", "invalid byte sequence: 0x00", statement);
}

}
