// Which tenant a request belongs to: the service `tenancy`, answered from memory while that is
// safe.
#pragma once
#include "domain/subdomain.hpp"
#include "resolution/tenant_cache.hpp"
#include "schema_versions.hpp"
#include "settings.hpp"
#include "store/tenant_store.hpp"
#include <atomic>
#include <nucleus/published.hpp>
#include <nucleus/services/bus.hpp>
#include <nucleus/workers.hpp>

namespace nucleus::tenants {

class resolution final : public tenancy {
public:
    /// All of it outlives this. `database`: of the control context.
    resolution(const live_settings& settings, workers& w, bus& b, pg::database& database,
               schema_versions& versions, std::string home);

    /// Drops what other nodes announce. Once, on the control context.
    void listen();

    [[nodiscard]] bool recall(request_context& rc) noexcept override;
    task<result<void>> find(request_context& rc) override;
    task<std::vector<std::string>> schemas() override;
    [[nodiscard]] std::string subdomain_of(std::string_view schema) const override {
        return tenants::subdomain_of(schema);
    }
    [[nodiscard]] state now() const noexcept override { return {waiting_, failed_}; }

    /// Finds out what tenants have to be made for to be served, and counts those that wait for it.
    task<void> take_stock();

    /// Settings have changed: everything is asked of the database again.
    void forget_all();
    /// The same, and done when it returns.
    task<void> forget_everybody();
    /// Once it returns, no worker of this node remembers the tenant. Call it after the commit of
    /// what changed it and before answering.
    task<void> forget(uuid id);

private:
    struct named {
        std::string by_host;     ///< a subdomain, or empty
        std::string_view header; ///< a subdomain or an id, or empty
        bool torn = false;       ///< into two names that disagree
    };
    [[nodiscard]] named names_in(const request_context& rc, const settings& s) const;
    [[nodiscard]] known_tenant_ptr remembered(const request_context& rc, const named& n);
    task<known_tenant_ptr> load(request_context& rc, const named& n);
    void expect(const schema_version& version);

    const live_settings& settings_;
    workers& workers_;
    bus& bus_;
    pg::database& database_;
    schema_versions& versions_;
    std::string home_;
    published<std::string> alike_; ///< schema_version::alike
    worker_local<tenant_cache> caches_;
    std::atomic<std::size_t> waiting_{0}, failed_{0};
};

}
