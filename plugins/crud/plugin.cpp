// crud: every entity of the config becomes a table and its endpoints.
#include "handlers/declared_references.hpp"
#include "handlers/reachable_rows.hpp"
#include "hooks/scope_rule.hpp"
#include "hooks/stored_scopes.hpp"
#include "migrations.hpp"
#include "routes.hpp"
#include "schema/entity_schema.hpp"
#include "schema/table_sql.hpp"
#include "seeding/sower.hpp"
#include "store/idempotency_store.hpp"
#include <algorithm>
#include <nucleus/async/recurring.hpp>
#include <nucleus/pg/rounds.hpp>
#include <nucleus/plugin.hpp>
#include <nucleus/services/identity.hpp>
#include <utility>

namespace nucleus::crud {

class crud_plugin final : public plugin {
public:
    void describe(registry& r) override {
        r.description = "Tables and REST endpoints for the entities of the config";
        r.version = "0.1.0";
        r.section<entities_config>("entities", "The tables of the application", &check_entities);
        r.section<crud_config>("crud", "Limits of the query API");
        r.check_rows(&check_seed);
        r.routes([this](catalog& c, const config_view& config) { add_entities(c, config); });
        r.hook(std::make_shared<scope_rule>(entities_));
        r.after("auth");
        r.uses_service<identity>();
        r.provides<schema_owner>();
        r.provides<row_rights>();
        r.provides<entity_references>();
        r.provides<row_seeder>();
        r.migrations(plugin_migrations());
    }

    task<void> start(start_context& context) override {
        database_ = context.database;
        schema_ = std::make_shared<entity_schema>(
            schema_sync{context.control, *context.database, entities()});
        context.services.provide<schema_owner>(schema_);
        context.services.provide<row_rights>(std::make_shared<reachable_rows>(endpoints_));
        context.services.provide<entity_references>(
            std::make_shared<declared_references>(entities_));
        context.services.provide<row_seeder>(std::make_shared<sower>(entities_, endpoints_));
        reconfigure(context.config);
        if (!context.serving) co_return;
        pruning_.emplace(context.control, "crud.idempotency", pg::between_looks,
                         [&context] { return forget_keys(context); });
        co_return;
    }

    task<void> populate(std::string schema, table_changes allowed) override {
        co_await schema_->bring_up_to_date(schema, allowed);
        if (std::ranges::any_of(entities_, [](const auto& e) { return e->table == "role_claims"; }))
            co_await report_stored_scopes(*database_, schema, entities_);
        // By now the plugin is there that knows of the tenants' schemas.
        if (pruning_ && !std::exchange(tidying_, true)) pruning_->start();
    }

    std::string tables() const override {
        std::string all;
        for (const auto* e : entities()) all.append(declaration_sql(*e)).append(1, '\n');
        return all;
    }

    task<void> stop() noexcept override {
        if (pruning_) pruning_->stop();
        co_return;
    }

    void reconfigure(const config_view& config) noexcept override { settings_.take(*config); }

private:
    static task<void> forget_keys(const start_context& context) {
        const pg::call home{context.schemas.front()};
        auto round = co_await pg::begin_round(*context.database, home, "crud.idempotency");
        if (!round) co_return;
        auto schemas = co_await context.all_schemas();
        co_await prune_all_keys(*context.database, std::move(schemas), *round);
        co_await round->done();
    }
    void add_entities(catalog& c, const config_view& config) {
        hooks_.take(c.for_entities.hooks);
        entities_ = make_entities(config->get<entities_config>("entities"),
                                  config->get<crud_config>("crud"), c.for_entities.declarations,
                                  c.for_entities.home_declarations);
        for (const auto& e : entities_) {
            endpoints_.push_back(std::make_unique<entity_endpoint>(*e, settings_, hooks_));
            add_routes(c, *endpoints_.back());
        }
    }
    /// Those whose tables are ours.
    [[nodiscard]] std::vector<const entity*> entities() const {
        std::vector<const entity*> all;
        for (const auto& e : entities_)
            if (!e->managed) all.push_back(e.get());
        return all;
    }

    live_settings settings_;
    pg::database* database_ = nullptr;
    std::shared_ptr<entity_schema> schema_;
    std::optional<recurring> pruning_;
    bool tidying_ = false;
    hook_list hooks_;
    std::vector<std::unique_ptr<entity>> entities_;
    std::vector<std::unique_ptr<entity_endpoint>> endpoints_;
};

}

NUCLEUS_PLUGIN(nucleus::crud::crud_plugin)
