// auth: accounts, sign-in, sessions, roles and claims.
#include "administration.hpp"
#include "config.hpp"
#include "housekeeping.hpp"
#include "migrations.hpp"
#include "routes.hpp"
#include "seeding.hpp"
#include "store/seed_store.hpp"
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
        r.migrations(plugin_migrations());
        r.routes([this](catalog& c, const config_view& config) {
            add_routes(c, context_, config->get<authentication_config>("authentication"));
        });
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
        context.services.provide<identity>(sessions_);
        context.services.provide<passwords>(pool_);
        context.services.provide<administrators>(administration);
        if (!context.serving) co_return;
        sessions_->listen();
        co_await seed_all(context, *s);
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
    static task<void> seed_all(start_context& context, const settings& s) {
        auto plan = plan_seed(context.catalog, s.authorization, s.authentication.default_role);
        for (const auto& schema : context.schemas) {
            const pg::call c{schema};
            const bool added = co_await pg::transact<&seed_rights>(*context.database, c, plan);
            if (added)
                log::info("authentication", "roles and claims were added", {{"schema", schema}});
        }
    }

    auth_context context_;
    std::shared_ptr<password_pool> pool_;
    std::shared_ptr<sessions> sessions_;
    std::unique_ptr<housekeeping> housekeeping_;
};

}

NUCLEUS_PLUGIN(nucleus::auth::auth_plugin)
