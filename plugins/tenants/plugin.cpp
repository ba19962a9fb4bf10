// tenants: a schema each for those who share the server.
#include "abandoned_tenants.hpp"
#include "archiving/archives.hpp"
#include "migrations.hpp"
#include "operations.hpp"
#include "routes.hpp"
#include "tables/declarations.hpp"
#include "tables/feature_watch.hpp"
#include <nucleus/async/background.hpp>
#include <nucleus/log.hpp>
#include <nucleus/plugin.hpp>

namespace nucleus::tenants {

class tenants_plugin final : public plugin {
public:
    void describe(registry& r) override {
        r.description = "Tenants: a schema each, made, suspended and removed";
        r.version = "0.1.0";
        r.section<tenants_config>("tenants", "Those who share the server", &check_tenants);
        r.check(&check_self_signup);
        r.rows_at("$.tenants.seed", &seed_in);
        r.home_only();
        r.migrations(plugin_migrations());
        r.entities(table_declarations());
        r.hook(watch_);
        r.routes(
            [this](catalog& c, const config_view& config) { add_routes(c, context_, *config); });
        r.requires_service<account_copies>();
        r.requires_service<administrators>();
        r.requires_service<schema_keeper>();
        r.requires_service<schema_removal>();
        r.uses_service<captchas>();
        r.uses_service<row_seeder>();
        r.provides<tenancy>();
        r.provides<tenant_administration>();
        r.provides<tenant_archives>();
    }

    task<void> start(start_context& context) override {
        schemas_ = context.schemas;
        serving_ = context.serving;
        context_.settings.publish(make_settings(*context.config, schemas_));
        auto& keeper = context.services.get<schema_keeper>();
        auto& removal = context.services.get<schema_removal>();
        auto& admins = context.services.get<administrators>();
        auto& database = *context.database;
        const auto& home = schemas_.front();
        control_ = &context.control;
        versions_ = std::make_unique<schema_versions>(keeper, database, home);
        known_ =
            std::make_shared<resolution>(context_.settings, context.workers,
                                         context.services.get<bus>(), database, *versions_, home);
        const making how{keeper, removal, *versions_, context.control, database, home};
        maker_ = std::make_unique<provisioner>(context_.settings, *known_, admins,
                                               context.services.find<row_seeder>(), how);
        updater_ = std::make_unique<updater>(context_.settings, *known_, how);
        remover_ = std::make_unique<remover>(context_.settings, *known_, removal, context.control,
                                             database, home);
        abandoned_ =
            std::make_unique<abandoned_tenants>(context_, removal, context.control, database, home);
        watch_->attach(known_.get());
        context_.admins = &admins;
        context_.versions = versions_.get();
        context_.known = known_.get();
        context_.maker = maker_.get();
        context_.renewer = updater_.get();
        context_.undoer = remover_.get();
        context_.services = &context.services;
        context.services.provide<tenancy>(known_);
        context.services.provide<tenant_administration>(
            std::make_shared<operations>(context_, database, home));
        context.services.provide<tenant_archives>(
            std::make_shared<archives>(context_, context.services.get<account_copies>(), how));
        if (!serving_) co_return;
        known_->listen();
        context.services.get<bus>().subscribe(
            std::string{version_topic}, [this](std::string_view) { look_at_versions(); },
            [this] { look_at_versions(); });
        publish(context.metrics);
        counting_.emplace(context.control, "tenants.versions", std::chrono::seconds{10},
                          [this] { return known_->take_stock(); });
    }

    /// By now all plugins are there that a tenant's schema is made of.
    task<void> populate(std::string schema, table_changes allowed) override {
        if (!serving_ || working_ || schema != schemas_.front()) co_return;
        working_ = true;
        co_await known_->take_stock();
        maker_->start();
        if (allowed != table_changes::none)
            updater_->start();
        else
            co_await tell_of_waiting();
        remover_->start();
        abandoned_->start();
        counting_->start();
    }

    void reconfigure(const config_view& config) noexcept override {
        try {
            context_.settings.publish(make_settings(*config, schemas_));
            known_->forget_all();
            look_at_versions();
        } catch (const std::exception& e) {
            log::error("tenants", "the new settings were refused, the old ones stay",
                       {{"reason", e.what()}});
        }
    }

    task<void> stop() noexcept override {
        if (counting_) counting_->stop();
        if (abandoned_) abandoned_->stop();
        if (remover_) remover_->stop();
        if (updater_) updater_->stop();
        if (!maker_) co_return;
        auto stopping = maker_->stop();
        co_await std::move(stopping);
    }

private:
    static const seed_rows& seed_in(const config_snapshot& config) {
        return config.get<tenants_config>("tenants").seed;
    }
    void publish(metrics::registry& metrics) const {
        constexpr auto* help = "Tenants whose schema is not up to date, as counted every 10 s";
        const auto known = known_;
        metrics.make_gauge("nucleus_tenants_behind", help,
                           [known] { return static_cast<double>(known->now().waiting); },
                           {{"state", "waiting"}});
        metrics.make_gauge("nucleus_tenants_behind", help,
                           [known] { return static_cast<double>(known->now().failed); },
                           {{"state", "failed"}});
    }
    void look_at_versions() {
        if (working_) in_background(*control_, "tenants.version", known_->take_stock());
    }
    /// By themselves they go on waiting.
    task<void> tell_of_waiting() {
        co_await known_->take_stock();
        const auto [waiting, failed] = known_->now();
        if (waiting + failed > 0)
            log::warn("tenants",
                      "some are not up to date, and database.migrate is \"check\": run 'nucleusd "
                      "migrate apply --all'",
                      {{"tenants", waiting + failed}});
    }

    tenants_context context_;
    std::vector<std::string> schemas_;
    bool serving_ = false, working_ = false;
    boost::asio::io_context* control_ = nullptr;
    std::unique_ptr<schema_versions> versions_;
    std::shared_ptr<feature_watch> watch_ = std::make_shared<feature_watch>();
    std::shared_ptr<resolution> known_;
    std::unique_ptr<provisioner> maker_;
    std::unique_ptr<updater> updater_;
    std::unique_ptr<remover> remover_;
    std::unique_ptr<abandoned_tenants> abandoned_;
    std::optional<recurring> counting_;
};

}

NUCLEUS_PLUGIN(nucleus::tenants::tenants_plugin)
