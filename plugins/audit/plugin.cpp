// audit: who did what to which row, in the transaction of the change.
#include "migrations.hpp"
#include "recorder.hpp"
#include "store/audit_store.hpp"
#include <nucleus/async/recurring.hpp>
#include <nucleus/pg/rounds.hpp>
#include <nucleus/plugin.hpp>
#include <utility>

namespace nucleus::audit {

namespace {

/// audit_logs as crud serves them: to be read only. Its times have no zone in the database; they
/// hold UTC, and are declared as what they stand for.
constexpr const char* table = R"([{
  "key": "AUDIT_LOG", "getKey": "AUDIT_LOGS", "verbs": ["get"],
  "entity": {"table_name": "audit_logs", "add_base_columns": false, "softDelete": false, "columns": [
    {"name": "id", "type": "uuid", "notNull": true},
    {"name": "entity_id", "type": "uuid"},
    {"name": "entity_name", "type": "text", "notNull": true},
    {"name": "operation_type", "type": "text", "notNull": true},
    {"name": "user_id", "type": "uuid", "references": {"table": "users"}},
    {"name": "impersonator_id", "type": "uuid", "references": {"table": "users"}},
    {"name": "ip_address", "type": "text"},
    {"name": "user_agent", "type": "text"},
    {"name": "summary", "type": "text", "searchable": true},
    {"name": "severity", "type": "text"},
    {"name": "category", "type": "text"},
    {"name": "occurrence_count", "type": "integer"},
    {"name": "last_occurrence_at", "type": "timestamptz"},
    {"name": "old_values", "type": "jsonb"},
    {"name": "new_values", "type": "jsonb"},
    {"name": "path", "type": "text"},
    {"name": "query", "type": "text"},
    {"name": "request_id", "type": "text"},
    {"name": "created_at", "type": "timestamptz", "notNull": true},
    {"name": "timestamp", "type": "timestamptz", "notNull": true}]}}])";

}

class audit_plugin final : public plugin {
public:
    void describe(registry& r) override {
        r.description = "Records of what was done to which row, by whom, from where";
        r.version = "0.1.0";
        r.section<audit_config>("audit", "Records of changes");
        r.migrations(plugin_migrations());
        r.entities(table);
        r.hook(recorder_);
        r.provides<audit_trail>();
        r.after("auth");
    }

    task<void> start(start_context& context) override {
        reconfigure(context.config);
        context.services.provide<audit_trail>(recorder_);
        if (!context.serving) co_return;
        pruning_.emplace(context.control, "audit.retention", pg::between_looks,
                         [this, &context] { return prune_all(context); });
    }

    /// By now the plugin is there that knows of the tenants' schemas.
    task<void> populate(std::string, table_changes) override {
        if (pruning_ && !std::exchange(tidying_, true)) pruning_->start();
        co_return;
    }

    void reconfigure(const config_view& config) noexcept override {
        recorder_->reconfigure(config->get<audit_config>("audit"));
    }

    task<void> stop() noexcept override {
        if (pruning_) pruning_->stop();
        co_return;
    }

private:
    task<void> prune_all(const start_context& context) {
        const auto days = recorder_->settings()->retention_days;
        if (!days) co_return;
        const pg::call home{context.schemas.front()};
        auto round = co_await pg::begin_round(*context.database, home, "audit.retention");
        if (!round) co_return;
        auto schemas = co_await context.all_schemas();
        co_await prune(*context.database, std::move(schemas), *days, *round);
        co_await round->done();
    }

    std::shared_ptr<recorder> recorder_ = std::make_shared<recorder>();
    std::optional<recurring> pruning_;
    bool tidying_ = false;
};

}

NUCLEUS_PLUGIN(nucleus::audit::audit_plugin)
