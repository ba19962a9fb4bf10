// mail: what is to reach people by e-mail, once and only after its transaction.
#include "courier.hpp"
#include "migrations.hpp"
#include <nucleus/log.hpp>
#include <nucleus/plugin.hpp>

namespace nucleus::mailing {

namespace {

/// mail_outbox as crud serves it: to be read only, without what is sealed.
constexpr const char* table = R"([{
  "key": "MAIL_OUTBOX", "verbs": ["get"], "hidden": ["data"],
  "entity": {"table_name": "mail_outbox", "add_base_columns": false, "softDelete": false, "columns": [
    {"name": "id", "type": "uuid", "notNull": true},
    {"name": "created_at", "type": "timestamptz", "notNull": true},
    {"name": "recipient", "type": "varchar", "length": 255, "notNull": true, "searchable": true},
    {"name": "template", "type": "varchar", "length": 50, "notNull": true},
    {"name": "data", "type": "jsonb"},
    {"name": "attempts", "type": "integer", "notNull": true},
    {"name": "unresolved", "type": "integer", "notNull": true},
    {"name": "next_attempt_at", "type": "timestamptz", "notNull": true},
    {"name": "expires_at", "type": "timestamptz", "notNull": true},
    {"name": "sent_at", "type": "timestamptz"},
    {"name": "failed_at", "type": "timestamptz"},
    {"name": "last_error", "type": "text"}]}}])";

}

class mail_plugin final : public plugin {
public:
    void describe(registry& r) override {
        r.description = "Mail to people, by way of an outbox";
        r.version = "0.1.0";
        r.section<email_config>("email", "Mail to people", &check_email);
        r.check(&check_email_in_production);
        r.home_only();
        r.migrations(plugin_migrations());
        r.entities(table);
        r.provides<mailer>();
    }

    task<void> start(start_context& context) override {
        settings_.publish(make_settings(*context.config));
        const auto& home = context.schemas.front();
        context.services.provide<mailer>(
            std::make_shared<outbox>(settings_, home, context.services));
        if (!context.serving) co_return;
        courier_ = std::make_unique<courier>(settings_, context.control, *context.database, home,
                                             context.metrics);
        courier_->start();
    }

    void reconfigure(const config_view& config) noexcept override {
        try {
            settings_.publish(make_settings(*config));
        } catch (const std::exception& e) {
            log::error("mail", "the new settings were refused, the old ones stay",
                       {{"reason", e.what()}});
        }
    }

    task<void> stop() noexcept override {
        if (!courier_) co_return;
        auto stopping = courier_->stop();
        co_await std::move(stopping);
    }

private:
    published<settings> settings_;
    std::unique_ptr<courier> courier_;
};

}

NUCLEUS_PLUGIN(nucleus::mailing::mail_plugin)
