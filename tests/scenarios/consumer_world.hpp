// Two nucleusd: one that keeps accounts, and one that is called with its tokens.
#pragma once
#include "auth_world.hpp"

namespace nucleus::testing {

/// Ed25519 keys made for these tests.
inline constexpr const char* issuer_pem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIDglNoKdENDW+Bf8P07TAcXxYABc3Yapw6BEsY/mEjm3\n"
    "-----END PRIVATE KEY-----\n";
inline constexpr const char* other_pem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIALtVY9peByACZNHsyZ96a65WnAXvJJ30pOuzqqvsgyJ\n"
    "-----END PRIVATE KEY-----\n";

struct consumer_options {
    std::function<void(json::object&)> issuer{}, consumer{}; ///< may edit their configurations
    std::map<std::string, std::string> environment{};        ///< of both
    bool start_consumer = true;
};

/// Members may `get.orders` and `post.orders`, which the consumer keeps; the issuer knows no more
/// of orders than that. Answers of the issuer are trusted for 1 s.
class consumer_world {
public:
    explicit consumer_world(const consumer_options& o = {}) {
        environment_ = {{"ISSUER_DATABASE", issuer_dsn_},
                        {"CONSUMER_DATABASE", consumer_dsn_},
                        {"ISSUER_SECRET", "0123456789abcdef0123456789abcdef0123456789abcdef"},
                        {"CONSUMER_SECRET", "fedcba9876543210fedcba9876543210fedcba9876543210"},
                        {"ISSUER_KEY", issuer_pem},
                        {"OTHER_KEY", other_pem},
                        {"SHARED_KEY", "a secret that both of these servers know of"},
                        {"GOD_EMAIL", "god@example.com"},
                        {"GOD_PASSWORD", "Almighty-Horse-9"}};
        for (const auto& [name, value] : o.environment) environment_[name] = value;
        issuer_config_ = json::parse(R"({
            "appId": "issuer", "mode": "development", "rateLimit": {"enabled": false}, "entities": [],
            "server": {"threads": 2, "secret": "ISSUER_SECRET"}, "database": {"url": "ISSUER_DATABASE"},
            "authentication": {"defaultRole": "member", "accessToken": {"algorithm": "EdDSA", "secret": "ISSUER_KEY"},
              "passwordHashing": {"memoryKiB": 8192, "iterations": 1, "queue": 1000}},
            "authorization": {"godminEmail": "GOD_EMAIL", "godminPassword": "GOD_PASSWORD", "seed": {
              "roles": [{"name": "member"}], "claims": [
                {"action": "get.orders", "description": "", "path": "/orders", "method": "GET"},
                {"action": "post.orders", "description": "", "path": "/orders", "method": "POST"},
                {"action": "put.orders", "description": "", "path": "/orders/:id", "method": "PUT"}],
              "roleClaimAssignments": [{"role": "member", "claims": ["get.orders", "post.orders"]}]}}})")
                             .as_object();
        if (o.issuer) o.issuer(issuer_config_);
        issuer_ = start(issuer_config_);
        consumer_config_ = json::parse(R"({
            "appId": "consumer", "mode": "development", "rateLimit": {"enabled": false},
            "server": {"threads": 2, "secret": "CONSUMER_SECRET"}, "database": {"url": "CONSUMER_DATABASE"},
            "authentication": {"mode": "consumer", "accessToken": {"algorithm": "EdDSA"}, "checkTtl": "1s"},
            "entities": [{"table_name": "orders", "columns": [{"name": "code", "type": "text"}]},
                         {"table_name": "offers", "public": ["get"], "columns": [{"name": "code", "type": "text"}]}]})")
                               .as_object();
        section(consumer_config_, "authentication")["idpUrl"] =
            "http://127.0.0.1:" + std::to_string(issuer_->port());
        if (o.consumer) o.consumer(consumer_config_);
        if (o.start_consumer) start_consumer();
    }

    void start_consumer() { consumer_ = start(consumer_config_); }
    std::unique_ptr<server_process> start(const json::object& config) {
        server_options o;
        o.config = json::serialize(config);
        o.environment = environment_;
        return std::make_unique<server_process>(o);
    }

    server_process& issuer() { return *issuer_; }
    server_process& consumer() { return *consumer_; }
    json::object& issuer_config() { return issuer_config_; }
    json::object& consumer_config() { return consumer_config_; }
    void stop_issuer() { CHECK(issuer_->stop() == 0); }
    const std::map<std::string, std::string>& environment() const { return environment_; }
    std::string ask_issuer(const std::string& sql) const { return run_sql(issuer_dsn_, sql); }
    std::string ask_consumer(const std::string& sql) const { return run_sql(consumer_dsn_, sql); }

    /// A new member's access token.
    std::string token_of(const std::string& name) {
        const auto a = issuer_->client().post(
            "/auth/register", auth_world::credentials(name, R"(,"tokenDelivery":"body")"));
        INFO(a.body);
        REQUIRE(a.status == 200);
        return a.text("/data/accessToken");
    }
    /// Calls the consumer with it.
    http_client with(const std::string& token) {
        auto c = consumer_->client();
        c.bearer = token;
        return c;
    }
    /// At the issuer.
    http_client god() {
        auto c = issuer_->client();
        const auto a =
            c.post("/auth/login", R"({"email":"god@example.com","password":"Almighty-Horse-9"})");
        REQUIRE(a.status == 200);
        return c;
    }

private:
    std::string issuer_dsn_ = fresh_database(), consumer_dsn_ = fresh_database();
    std::map<std::string, std::string> environment_;
    json::object issuer_config_, consumer_config_;
    std::unique_ptr<server_process> issuer_, consumer_;
};

}
