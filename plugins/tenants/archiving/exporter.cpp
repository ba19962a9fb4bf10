#include "archiving/exporter.hpp"
#include "domain/tar.hpp"
#include "errors.hpp"
#include "store/archived_tables.hpp"
#include "store/archived_tenant.hpp"
#include <nucleus/json/json.hpp>
#include <stdexcept>

namespace nucleus::tenants {

namespace {

std::int64_t seconds_of(std::string_view moment) {
    const auto at = parse_instant(moment).value_or(instant{});
    return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

/// Its size is in front of it, so rows are read twice, first to be measured: of one state.
task<void> measure_all(pg::transaction& tx, const std::vector<archived_table>& tables,
                       tenant_manifest& m) {
    for (const auto& t : tables) {
        const auto extent = co_await measure(tx, t);
        archived_extent file{t.name, {}, extent.rows, extent.bytes};
        for (const auto& c : t.columns) file.columns.push_back(c.name);
        m.tables.push_back(std::move(file));
    }
}

task<void> put_manifest(archive_sink& to, const tenant_manifest& m) {
    const auto text = json::to_text(m) + "\n";
    const auto file =
        tar_header({std::string{manifest_name}, text.size()}, seconds_of(m.exported_at)) + text +
        tar_padding(text.size());
    co_await to.put(file);
}

task<void> put_table(archive_sink& to, pg::transaction& tx, const archived_table& t,
                     const archived_extent& file, std::int64_t modified) {
    const auto size = static_cast<std::uint64_t>(file.bytes);
    const auto header = tar_header({file_of_table(t.name), size}, modified);
    co_await to.put(header);
    std::uint64_t written = 0;
    table_reader rows{tx, t};
    co_await rows.open();
    for (;;) {
        const auto lines = co_await rows.next();
        if (lines.empty()) break;
        written += lines.size();
        co_await to.put(lines);
    }
    if (written != size)
        throw std::runtime_error("table " + t.name + " was measured with " + std::to_string(size) +
                                 " bytes and read with " + std::to_string(written));
    const auto padding = tar_padding(size);
    if (!padding.empty()) co_await to.put(padding);
}

}

task<result<tenant_manifest>> write_archive(pg::database& db, std::string home, uuid tenant,
                                            archive_sink& to) {
    const pg::call call{home};
    const auto tx = co_await db.begin_reading(call, pg::reading::lengthy);
    co_await lift_statement_timeout(*tx);
    auto found = co_await describe_tenant(*tx, tenant);
    if (!found) co_return error{nucleus::errors::not_found, "There is no such tenant."};
    auto& m = found->manifest;
    if (m.version.empty()) co_return error{errors::tenant_not_ready};
    co_await to.begin(m);
    const auto tables = co_await find_tables(*tx, found->schema);
    co_await measure_all(*tx, tables, m);
    co_await put_manifest(to, m);
    const auto modified = seconds_of(m.exported_at);
    for (std::size_t i = 0; i < tables.size(); ++i)
        co_await put_table(to, *tx, tables[i], m.tables[i], modified);
    const auto end = tar_end();
    co_await to.put(end);
    co_return std::move(m);
}

}
