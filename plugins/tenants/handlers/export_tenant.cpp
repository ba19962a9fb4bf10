#include "handlers/export_tenant.hpp"
#include "archiving/exporter.hpp"
#include "errors.hpp"
#include "store/archived_tenant.hpp"

namespace nucleus::tenants {

namespace {

/// It holds a connection and a snapshot: not for whoever reads a byte now and then.
constexpr std::chrono::hours time_for_all{2};

class answer_sink final : public archive_sink {
public:
    explicit answer_sink(request_context& rc)
        : rc_{rc} {}

    task<void> begin(const tenant_manifest& of) override {
        rc_.response.content_type = "application/x-tar";
        rc_.response.set("Content-Disposition",
                         "attachment; filename=\"" + of.subdomain + ".tar\"");
        until_ = rc_.deadline = steady::now() + time_for_all;
        to_ = co_await rc_.stream();
    }
    task<void> put(std::string_view piece) override {
        if (steady::now() > until_) throw failure{nucleus::errors::deadline_passed};
        co_await to_->write(piece);
    }

private:
    request_context& rc_;
    http::body_stream* to_ = nullptr;
    steady::time_point until_{};
};

/// Before it begins: who has asked for all there is, hashes of passwords included.
task<void> note(pg::transaction& tx, const uuid& id, const tenants_context& t,
                const request_context& rc) {
    co_await note_exported(tx, id, performer_of(rc));
    audited_row row{id};
    co_await record(tx, t, &rc, "EXPORT", std::move(row));
}

}

task<result<answered>> export_tenant(tenants_context& t, request_context& rc) {
    const auto id = rc.path_id();
    if (!id) co_return id.error();
    const auto found = co_await find_tenant(*rc.database, call_of(rc), *id);
    if (!found) co_return error{nucleus::errors::not_found, "There is no such tenant."};
    if (!found->version)
        co_return error{found->deleted_at ? errors::tenant_removed : errors::tenant_not_ready};
    co_await pg::transact<&note>(*rc.database, call_of(rc), *id, t, rc);
    answer_sink sink{rc};
    const auto written = co_await write_archive(*rc.database, rc.schema, *id, sink);
    if (!written) co_return written.error();
    co_return answered{};
}

}
