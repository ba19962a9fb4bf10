#include "handlers/export_rows.hpp"
#include "handlers/expanded_rows.hpp"
#include <algorithm>

namespace nucleus::crud {

namespace {

/// Rows that are read at once: as many as make a piece of about that size.
constexpr std::int64_t fewest_rows = 1, first_rows = 100, most_rows = 1000;
constexpr std::size_t piece_size = 1024UL * 1024;

std::int64_t next_rows(std::int64_t rows, std::size_t bytes) {
    const auto per_row = std::max<std::size_t>(1, bytes / static_cast<std::size_t>(rows));
    return std::clamp(static_cast<std::int64_t>(piece_size / per_row), fewest_rows, most_rows);
}

/// For what these lead to, once the answer has begun.
constexpr std::chrono::seconds time_for_relations{30};
/// It holds a connection and a snapshot: not for whoever reads a byte now and then.
constexpr std::chrono::minutes time_for_all{30};

/// Rows as lines of text.
struct line_writer {
    const list_query& q;
    row_writer of;
    big_number_form numbers;

    void names(std::string& out) const {
        if (q.format == list_format::csv) of.write_csv_names(out, hidden());
    }
    result<void> lines(std::string& out, const pg::rows& rows,
                       const std::vector<branch>& branches) const {
        expanded_writer expanded{out, numbers};
        for (std::size_t r = 0; r < rows.size(); ++r) {
            if (q.format == list_format::csv) {
                of.write_csv(out, rows, r, hidden(), numbers);
                continue;
            }
            if (q.groups)
                of.write(out, rows, r, 0, {}, numbers);
            else
                expanded.object(of, rows, r, 0, q.shown, branches);
            out.push_back('\n');
        }
        return expanded.verdict();
    }
    [[nodiscard]] column_set hidden() const { return q.groups ? column_set{} : ~q.shown; }
};

void describe(const entity& e, list_format format, http::response& r) {
    const bool csv = format == list_format::csv;
    r.content_type = csv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
    r.set("Content-Disposition",
          "attachment; filename=\"" + e.path.substr(1) + (csv ? ".csv\"" : ".ndjson\""));
}

}

task<result<answered>> export_rows(entity_endpoint& ep, request_context& rc, const list_query& q,
                                   const viewer& who) {
    const auto columns =
        q.groups ? std::vector<std::size_t>{} : columns_for(ep.of, q.shown, q.with);
    const line_writer writer{q,
                             q.groups ? row_writer{ep.of, *q.groups} : row_writer{ep.of, columns},
                             ep.settings.big_numbers};
    // How long it takes is for the client to say: each piece has its own limits.
    const pg::call call{rc.schema};
    const auto list = co_await ep.lists.open(*rc.database, call, q, who, columns);
    const auto began = steady::now();
    std::string out;
    writer.names(out);
    http::body_stream* to = nullptr;
    auto size = first_rows;
    for (bool more = true; more;) {
        const auto rows = co_await list.next(size);
        more = rows.size() == static_cast<std::size_t>(size);
        if (to) rc.deadline = steady::now() + time_for_relations;
        const auto branches =
            co_await read_branches(rc, who, ep.of, rows, 0, rows.size(), columns, q.with);
        const auto written =
            branches ? writer.lines(out, rows, *branches) : result<void>{branches.error()};
        if (!written && to) throw failure{written.error()};
        if (!written) co_return written.error();
        size = next_rows(size, out.size());
        if (!to) {
            describe(ep.of, q.format, rc.response);
            to = co_await rc.stream();
        }
        co_await to->write(out);
        out.clear();
        if (steady::now() > began + time_for_all) throw failure{errors::deadline_passed};
    }
    rc.deadline = steady::now() + time_for_relations; // of who is told that it was read
    co_return answered{};
}

}
