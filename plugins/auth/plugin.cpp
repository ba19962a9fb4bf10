// auth: accounts, sign-in, sessions, roles and claims.
#include "administration.hpp"
#include "config.hpp"
#include "housekeeping.hpp"
#include "migrations.hpp"
#include "routes.hpp"
#include "seeder.hpp"
#include "seeding.hpp"
#include "tables/declarations.hpp"
#include "tables/guard.hpp"
#include <nucleus/crypto/password_pool.hpp>
#include <nucleus/log.hpp>
#include <nucleus/plugin.hpp>

namespace nucleus::auth {

namespace {

password_pool_settings pool_settings(const password_hashing_config& c) {
    return {{static_cast<unsigned>(c.memory_kib), static_cast<unsigned>(c.iterations),
             static_cast<unsigned>(c.parallelism)},
            static_cast<unsigned>(c.threads),
            static_cast<unsigned>(c.queue)};
}

}

class auth_plugin final : public plugin {
public:
    void describe(registry& r) override {
        r.description = "Accounts, sign-in, sessions, roles and claims";
        r.version = "0.1.0";
        r.section<authentication_config>("authentication", "Accounts and sign-in",
                                         &check_authentication);
        r.section<authorization_config>("authorization", "Roles and claims", &check_authorization);
        r.check(&check_keys);
        r.check(&check_default_role);
        r.check(&check_mail);
        r.migrations(plugin_migrations());
        r.entities(table_declarations());
        r.hook(guard_);
        r.routes(
            [this](catalog& c, const config_view& config) { add_routes(c, context_, *config); });
        r.uses_service<mailer>();
        r.provides<identity>();
        r.provides<passwords>();
        r.provides<administrators>();
    }

    task<void> start(start_context& context) override {
        context_.settings.publish(make_settings(*context.config));
        const auto s = context_.settings.now();
        pool_ =
            make_password_pool(pool_settings(s->authentication.password_hashing), context.metrics);
        sessions_ = std::make_shared<sessions>(context_.settings, context.workers,
                                               context.services.get<bus>(),
                                               s->authentication.cookies.access_name);
        const auto& home = context.schemas.front();
        auto administration = std::make_shared<godmins>(context_, *context.database, home);
        context_.passwords = pool_.get();
        context_.sessions = sessions_.get();
        context_.services = &context.services;
        context.services.provide<identity>(sessions_);
        context.services.provide<passwords>(pool_);
        context.services.provide<administrators>(administration);
        guard_->attach(sessions_.get());
        start_mails(context);
        if (!context.serving) co_return;
        sessions_->listen();
        seeder_ = std::make_unique<seeder>(context_.settings, context.catalog, context.control,
                                           *context.database, context.schemas);
        co_await seeder_->seed();
        co_await administration->ensure_configured(*context.config);
        housekeeping_ = std::make_unique<housekeeping>(context_.settings, context.control,
                                                       *context.database, context.schemas);
        housekeeping_->start();
    }

    void reconfigure(const config_view& config) noexcept override {
        try {
            auto fresh = make_settings(*config);
            pool_->reconfigure(pool_settings(fresh->authentication.password_hashing));
            context_.settings.publish(std::move(fresh));
            sessions_->forget_all();
            if (seeder_) seeder_->seed_again();
        } catch (const std::exception& e) {
            log::error("authentication", "the new settings were refused, the old ones stay",
                       {{"reason", e.what()}});
        }
    }

    task<void> stop() noexcept override {
        if (housekeeping_) housekeeping_->stop();
        if (pool_) pool_->stop(); // before the workers, whose contexts its threads hold
        co_return;
    }

private:
    void start_mails(start_context& context) {
        context_.mails = context.services.find<mailer>();
        if (!context_.mails) {
            if (mailed_features{*context.config}.any())
                throw std::runtime_error("mails cannot leave: the plugin mail is not loaded; see "
                                         "plugins.load and email.enabled");
            return;
        }
        requests_ = std::make_unique<mail_requests>(context_.settings, *sessions_, *context_.mails,
                                                    context.control, *context.database);
        context_.requests = requests_.get();
    }

    auth_context context_;
    std::shared_ptr<table_guard> guard_ = std::make_shared<table_guard>();
    std::shared_ptr<password_pool> pool_;
    std::shared_ptr<sessions> sessions_;
    std::unique_ptr<mail_requests> requests_;
    std::unique_ptr<seeder> seeder_;
    std::unique_ptr<housekeeping> housekeeping_;
};

}

NUCLEUS_PLUGIN(nucleus::auth::auth_plugin)
