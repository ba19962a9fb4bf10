#include "archiving/restorer.hpp"
#include "archiving/archive_files.hpp"
#include "domain/subdomain.hpp"
#include "errors.hpp"
#include "orders.hpp"
#include "store/archived_tables.hpp"
#include "store/archived_tenant.hpp"
#include <algorithm>
#include <nucleus/async/recurring.hpp>
#include <nucleus/log.hpp>

namespace nucleus::tenants {

using namespace std::chrono_literals;

namespace {

/// How often a claim is renewed meanwhile.
constexpr auto renewing = 3s;
/// Of manifest.json: thousands of tables.
constexpr std::size_t longest_manifest = 16UL * 1024 * 1024;

tenant_manifest manifest_of(archive_files& files) {
    const auto first = files.next();
    if (!first || first->name != manifest_name)
        throw bad_archive("this is no archive of a tenant: manifest.json is not its first file");
    std::string text;
    for (auto piece = files.more(); !piece.empty(); piece = files.more())
        if (text.append(piece).size() > longest_manifest)
            throw bad_archive("this is no archive of a tenant: manifest.json is too long");
    return read_manifest(text);
}

/// The files that the manifest tells of, each of which must come once.
class expected_files {
public:
    explicit expected_files(const std::vector<archived_extent>& all) {
        for (const auto& one : all) left_.push_back(&one);
    }
    const archived_extent& take(const std::string& name) {
        const auto at = std::ranges::find_if(
            left_, [&](const auto* one) { return file_of_table(one->name) == name; });
        if (at == left_.end())
            throw bad_archive("the archive has a file that its manifest does not know: " + name);
        const auto& found = **at;
        left_.erase(at);
        return found;
    }
    void check_complete() const {
        if (!left_.empty())
            throw bad_archive("the archive has no file " + file_of_table(left_.front()->name));
    }

private:
    std::vector<const archived_extent*> left_;
};

/// Columns of the file that are there; the others, or the whole table, are noted as left out.
std::vector<archived_column> columns_for(const archived_extent& file, const archived_table* table,
                                         std::vector<std::string>& left_out) {
    std::vector<archived_column> columns;
    for (const auto& name : file.columns) {
        if (!table) break;
        const auto at = std::ranges::find(table->columns, name, &archived_column::name);
        if (at != table->columns.end())
            columns.push_back(*at);
        else
            left_out.push_back(file.name + "." + name);
    }
    if (!table) left_out.push_back(file.name);
    return columns;
}

task<std::int64_t> fill_table(pg::transaction& tx, const archived_table& t,
                              const std::vector<archived_column>& columns, archive_files& files) {
    std::int64_t rows = 0;
    row_batches batches;
    for (bool more = true; more;) {
        const auto piece = files.more();
        more = !piece.empty();
        batches.add(piece);
        if (more && !batches.full()) continue;
        auto batch = batches.take(!more);
        if (batch.empty()) continue;
        const auto made = co_await insert_rows(tx, t, columns, std::move(batch));
        rows += made;
    }
    co_return rows;
}

task<std::int64_t> fill_tables(pg::transaction& tx, std::string_view schema,
                               const tenant_manifest& m, archive_files& files,
                               std::vector<std::string>& left_out) {
    const auto tables = co_await find_tables(tx, schema);
    const auto rules = co_await make_room(tx, schema, tables);
    expected_files expected{m.tables};
    std::int64_t rows = 0;
    while (const auto file = files.next()) {
        const auto& extent = expected.take(file->name);
        const auto at = std::ranges::find(tables, extent.name, &archived_table::name);
        const auto* table = at == tables.end() ? nullptr : &*at;
        const auto columns = columns_for(extent, table, left_out);
        if (columns.empty()) continue;
        const auto made = co_await fill_table(tx, *table, columns, files);
        if (made != extent.rows)
            throw bad_archive("the archive is damaged: " + file->name + " has " +
                              std::to_string(made) + " rows instead of " +
                              std::to_string(extent.rows));
        rows += made;
    }
    expected.check_complete();
    co_await put_rules_back(tx, rules);
    co_return rows;
}

/// For whoever runs the command: what PostgreSQL says of a row may be long, and is the row.
std::string reason_of(const pg::query_failure& f) {
    std::string why = "the rows cannot be stored (SQLSTATE " + f.sqlstate;
    if (!f.table.empty()) why += ", table " + f.table;
    if (!f.constraint.empty()) why += ", constraint " + f.constraint;
    return why + ")";
}

}

struct restorer::job {
    archive_files files;
    tenant_manifest manifest;
    std::string subdomain, version;
    performer by;
    tenant_claim claim{};
    tenant_contents done{};
};

restorer::restorer(const tenants_context& t, account_copies& copies, const making& how)
    : context_{t}
    , copies_{copies}
    , how_{how}
    , activation_{how.home} {}

task<result<tenant_contents>>
restorer::restore(std::string subdomain, std::function<std::string_view()> from, performer by) {
    job j{archive_files{std::move(from)},
          {},
          std::move(subdomain),
          how_.keeper.contents().tables,
          std::move(by)};
    std::string reason;
    try {
        j.manifest = manifest_of(j.files);
        const auto placed = co_await place(j);
        if (!placed) co_return placed.error();
        co_await how_.make(j.claim, table_changes::safe);
        co_await fill(j);
    } catch (const pg::query_failure& f) {
        reason = reason_of(f);
    } catch (const std::exception& e) {
        reason = e.what();
    }
    if (reason.empty()) {
        co_await context_.known->forget(j.claim.id);
        co_return std::move(j.done);
    }
    if (!j.claim.schema.empty()) co_await take_back(j);
    co_return error{errors::unusable_archive, std::move(reason)};
}

task<result<void>> restorer::place(job& j) {
    if (j.manifest.version != j.version) co_return error{errors::other_version};
    const auto s = context_.settings.now();
    std::vector<fault> found;
    check_order(*s, std::nullopt, j.subdomain, found);
    if (!found.empty()) co_return error{nucleus::errors::validation_failed, {}, std::move(found)};
    j.subdomain = judge_subdomain(j.subdomain, s->reserved).name;
    const auto& plan = j.manifest.plan;
    if (!plan.empty() && !find_plan(s->config, plan))
        log::warn("tenants", "there is no such plan any more: the tenant has the default plan",
                  {{"tenant", j.subdomain}, {"plan", plan}});
    const auto schema = schema_of(j.subdomain);
    const pg::call call{how_.home};
    auto claim = co_await pg::transact<&add_restored>(how_.database, call, j.manifest, j.subdomain,
                                                      schema, j.by);
    if (!claim) co_return error{errors::subdomain_taken};
    j.claim = std::move(*claim);
    co_return result<void>{};
}

/// Once: an archive cannot be read again from its beginning.
task<void> restorer::fill(job& j) {
    recurring keeper{how_.control, "tenants.restoring", renewing, [this, claim = j.claim] {
                         return renew(how_.database, how_.home, claim, {});
                     }};
    keeper.start();
    const pg::call call{j.claim.schema};
    const auto version = co_await how_.versions.current();
    const auto tx = co_await how_.database.begin(call);
    co_await lift_statement_timeout(*tx);
    auto& done = j.done;
    done.rows = co_await fill_tables(*tx, j.claim.schema, j.manifest, j.files, done.left_out);
    co_await copies_.cut_off(*tx);
    keeper.stop();
    const auto active = co_await activation_.activate(*tx, j.claim, version.number, std::nullopt);
    if (!active) throw std::runtime_error("somebody else has taken it back meanwhile");
    co_await note_restored(*tx, how_.home, j.claim.id, j.manifest, done.rows, j.by);
    co_await tx->commit();
    done.id = j.claim.id, done.subdomain = j.subdomain;
    done.tables = static_cast<std::int64_t>(j.manifest.tables.size());
}

/// What cannot be taken back now is, when the claim has run out, by a server.
task<void> restorer::take_back(const job& j) {
    try {
        co_await how_.take_back(j.claim);
    } catch (const std::exception& e) {
        log::warn("tenants", "what was restored so far could not be taken back yet",
                  {{"tenant", j.subdomain}, {"reason", e.what()}});
    }
}

}
