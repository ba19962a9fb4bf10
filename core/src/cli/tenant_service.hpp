// What commands about tenants have in common.
#pragma once
#include "app/migrate.hpp"
#include "app/offline.hpp"
#include <stdexcept>

namespace nucleus::cli {

/// The service T of the plugin tenants. Throws std::runtime_error where there are no tenants.
template <class T> T& tenant_service(const app::offline& t) {
    if (auto* service = t.services.find<T>()) return *service;
    throw std::runtime_error("there are no tenants: set database.isMultiTenant");
}

template <class T>
task<int> after_migrations(app::offline& t, const std::function<task<int>(T&)>& work) {
    auto& service = tenant_service<T>(t);
    auto migrated = app::bring_up_to_date(t.of, t.database);
    co_await std::move(migrated);
    auto working = work(service);
    const int code = co_await std::move(working);
    co_return code;
}

/// Runs `work` with that service, once the tables of the first schema are up to date; its exit
/// code.
template <class T> int with_tenants(app::world& w, const std::function<task<int>(T&)>& work) {
    return app::run_offline(w, [&](app::offline& t) { return after_migrations<T>(t, work); });
}

}
