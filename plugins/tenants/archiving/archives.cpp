#include "archiving/archives.hpp"
#include "archiving/exporter.hpp"
#include "domain/subdomain.hpp"
#include "store/archived_tenant.hpp"
#include <algorithm>

namespace nucleus::tenants {

namespace {

performer command_line() { return {std::nullopt, "command line", {}}; }

class plain_sink final : public archive_sink {
public:
    explicit plain_sink(const std::function<void(std::string_view)>& to)
        : to_{to} {}
    task<void> begin(const tenant_manifest&) override { co_return; }
    task<void> put(std::string_view piece) override {
        to_(piece);
        co_return;
    }

private:
    const std::function<void(std::string_view)>& to_;
};

task<std::optional<uuid>> find_id(pg::transaction& tx, std::string_view tenant) {
    const auto found = co_await lock_tenant(tx, tenant);
    if (!found) co_return std::nullopt;
    co_await note_exported(tx, found->id, command_line());
    co_return found->id;
}

}

task<result<tenant_contents>> archives::write(std::string tenant,
                                              std::function<void(std::string_view)> to) {
    const auto key = folded(tenant);
    const pg::call call{home_};
    const auto id = co_await pg::transact<&find_id>(db_, call, key);
    if (!id) co_return error{nucleus::errors::not_found, "There is no such tenant."};
    plain_sink sink{to};
    const auto m = co_await write_archive(db_, home_, *id, sink);
    if (!m) co_return m.error();
    tenant_contents c{*id, m->subdomain, static_cast<std::int64_t>(m->tables.size())};
    for (const auto& t : m->tables) c.rows += t.rows;
    co_return c;
}

task<result<tenant_contents>> archives::restore(std::string subdomain,
                                                std::function<std::string_view()> from) {
    return restorer_.restore(std::move(subdomain), std::move(from), command_line());
}

}
