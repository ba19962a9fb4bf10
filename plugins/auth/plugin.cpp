// auth: accounts, sign-in, sessions, roles and claims.
#include "administration.hpp"
#include "claim_pruning.hpp"
#include "config.hpp"
#include "consumer/consumer.hpp"
#include "errors.hpp"
#include "handlers/captcha.hpp"
#include "housekeeping.hpp"
#include "migrations.hpp"
#include "routes.hpp"
#include "seeder.hpp"
#include "seeding.hpp"
#include "store/copy_store.hpp"
#include "tables/declarations.hpp"
#include "tables/guard.hpp"
#include <nucleus/crypto/password_pool.hpp>
#include <nucleus/log.hpp>
#include <nucleus/plugin.hpp>
#include <nucleus/services/account_copies.hpp>
#include <nucleus/services/tenancy.hpp>
#include <thread>
#include <utility>

namespace nucleus::auth {

namespace {

unsigned threads_of(const password_hashing_config& c) {
    return c.threads != 0 ? static_cast<unsigned>(c.threads)
                          : std::max(1U, std::thread::hardware_concurrency());
}

password_pool_settings pool_settings(const password_hashing_config& c) {
    return {{static_cast<unsigned>(c.memory_kib), static_cast<unsigned>(c.iterations),
             static_cast<unsigned>(c.parallelism)},
            threads_of(c),
            static_cast<unsigned>(c.queue)};
}

/// How many of the places that all wait in one schema may take: where there are tenants, half of
/// them are left to the others.
std::size_t share_of_one(const auth_context& auth, std::size_t places) {
    return auth.services->find<tenancy>() ? places / 2 : places;
}

std::size_t hashes_of_one(const auth_context& auth) {
    const auto s = auth.settings.now();
    const auto& c = s->authentication.password_hashing;
    return threads_of(c) + share_of_one(auth, static_cast<std::size_t>(c.queue));
}

bool consumes(const config_snapshot& config) {
    return config.get<authentication_config>("authentication").mode == operating_mode::consumer;
}

/// Accounts are made where they are kept.
class no_administrators final : public administrators {
    task<result<uuid>> create(std::string, secret_string) override {
        co_return errors::accounts_elsewhere;
    }
    std::vector<fault> faults_of(std::string, const std::optional<secret_string>&) const override {
        return {};
    }
    task<result<administrator_draft>> draft(std::string, std::optional<secret_string>) override {
        co_return errors::accounts_elsewhere;
    }
    task<void> appoint(pg::transaction&, const future_administrator&) override {
        throw failure{errors::accounts_elsewhere};
    }
    task<result<void>> spend_mail(request_context&, std::string) override {
        co_return errors::accounts_elsewhere;
    }
    task<bool> is_inhabited(pg::transaction&, std::string) override {
        co_return true; // by whom is known elsewhere
    }
};

class kept_copies final : public account_copies {
    task<void> cut_off(pg::transaction& tx) override {
        return void_links_and_sessions(tx, clock{}.now());
    }
};

/// Nothing of an account is kept here.
class no_copies final : public account_copies {
    task<void> cut_off(pg::transaction&) override { co_return; }
};

class no_claims final : public stale_claims {
    task<std::vector<stale_claim>> prune(bool) override { co_return std::vector<stale_claim>{}; }
};

class no_captchas final : public captchas {
    task<result<void>> require(request_context&, std::string_view,
                               const std::optional<captcha_proof>&) override {
        co_return result<void>{};
    }
};

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
        r.check(&check_rights_elsewhere);
        r.check(&check_godmin);
        r.advise(&doubt_devices);
        r.migrations(plugin_migrations());
        r.entities(table_declarations());
        r.hook(guard_);
        r.tables_if([](const config_snapshot& c) { return !consumes(c); });
        r.routes([this](catalog& c, const config_view& config) {
            if (!consumes(*config))
                add_routes(c, context_, *config);
            else
                c.of_identity.push_back(&nucleus::errors::accounts_unavailable);
        });
        r.uses_service<mailer>();
        r.provides<identity>();
        r.provides<passwords>();
        r.provides<administrators>();
        r.provides<account_copies>();
        r.provides<stale_claims>();
        r.provides<captchas>();
    }

    task<void> start(start_context& context) override {
        if (consumes(*context.config)) {
            start_consumer(context);
            co_return;
        }
        context_.settings.publish(make_settings(*context.config));
        const auto s = context_.settings.now();
        pool_ =
            make_password_pool(pool_settings(s->authentication.password_hashing), context.metrics);
        sessions_ = std::make_shared<sessions>(context_.settings, context.workers,
                                               context.services.get<bus>(),
                                               s->authentication.cookies.access_name);
        const auto& home = context.schemas.front();
        auto administration = std::make_shared<godmins>(context_, *context.database, home);
        hashing_ =
            std::make_unique<shared_hashing>(*pool_, [this] { return hashes_of_one(context_); });
        context_.hashing = hashing_.get();
        context_.sessions = sessions_.get();
        context_.services = &context.services;
        context_.limits = &context.services.get<limiter>();
        context.services.provide<identity>(sessions_);
        context.services.provide<passwords>(pool_);
        context.services.provide<administrators>(administration);
        context.services.provide<account_copies>(std::make_shared<kept_copies>());
        context.services.provide<stale_claims>(
            std::make_shared<claim_pruning>(context_.settings, context));
        context.services.provide<captchas>(std::make_shared<form_captchas>(context_));
        seeder_ = std::make_unique<seeder>(context_.settings, context.catalog, context.control,
                                           *context.database, context.schemas);
        guard_->attach(sessions_.get());
        start_mails(context);
        if (!context.serving) co_return;
        sessions_->listen();
        co_await administration->ensure_configured(*context.config);
        housekeeping_ =
            std::make_unique<housekeeping>(context_.settings, sessions_->uses(), context_.tried,
                                           context.control, *context.database, context);
    }

    task<void> populate(std::string schema, table_changes) override {
        if (seeder_) co_await seeder_->seed(std::move(schema));
        // By now the plugin is there that knows of the tenants' schemas.
        if (housekeeping_ && !std::exchange(tidying_, true)) housekeeping_->start();
    }
    std::string seeds() const override {
        return seeder_ ? seeder_->seeds_of_tenants() : std::string{};
    }

    void reconfigure(const config_view& config) noexcept override {
        try {
            if (consumer_) {
                pool_->reconfigure(pool_settings(
                    config->get<authentication_config>("authentication").password_hashing));
                consumer_->reconfigure(*config);
                return;
            }
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
        if (requests_) co_await requests_->drain(steady::now() + std::chrono::seconds{5});
        if (housekeeping_) co_await housekeeping_->stop();
        if (consumer_) co_await consumer_->close();
        if (pool_) pool_->stop(); // before the workers, whose contexts its threads hold
        co_return;
    }

private:
    void start_consumer(start_context& context) {
        const auto& c = context.config->get<authentication_config>("authentication");
        pool_ = make_password_pool(pool_settings(c.password_hashing), context.metrics);
        consumer_ = std::make_shared<consumer>(*context.config, context.workers);
        context.services.provide<identity>(consumer_);
        context.services.provide<passwords>(pool_);
        context.services.provide<administrators>(std::make_shared<no_administrators>());
        context.services.provide<account_copies>(std::make_shared<no_copies>());
        context.services.provide<stale_claims>(std::make_shared<no_claims>());
        context.services.provide<captchas>(std::make_shared<no_captchas>());
        if (context.serving && c.idp_url.empty())
            log::info("authentication",
                      "no idpUrl: tokens are good until they expire, and have only those claims "
                      "that are embedded in them");
    }

    void start_mails(start_context& context) {
        context_.mails = context.services.find<mailer>();
        if (!context_.mails) {
            if (mailed_features{*context.config}.any())
                throw std::runtime_error("mails cannot leave: the plugin mail is not loaded; see "
                                         "plugins.load and email.enabled");
            return;
        }
        requests_ = std::make_unique<mail_requests>(
            context_.settings, *sessions_, *pool_, *context_.mails, context.control,
            *context.database,
            [this] { return share_of_one(context_, mail_requests::most_waiting); });
        context_.requests = requests_.get();
    }

    auth_context context_;
    std::shared_ptr<table_guard> guard_ = std::make_shared<table_guard>();
    std::shared_ptr<password_pool> pool_;
    std::unique_ptr<shared_hashing> hashing_;
    std::shared_ptr<sessions> sessions_;
    std::shared_ptr<consumer> consumer_; // instead of them
    std::unique_ptr<mail_requests> requests_;
    std::unique_ptr<seeder> seeder_;
    std::unique_ptr<housekeeping> housekeeping_;
    bool tidying_ = false;
};

}

NUCLEUS_PLUGIN(nucleus::auth::auth_plugin)
