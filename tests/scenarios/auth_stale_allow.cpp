// Under load nothing is allowed any more once the answer says that it is forbidden.
#include "api_key_world.hpp"

using namespace nucleus::testing;

namespace {

/// Clients that ask without pause; what they are allowed is held against what was last answered.
class load {
public:
    explicit load(std::vector<http_client> clients)
        : clients_{std::move(clients)} {
        for (auto& c : clients_) threads_.emplace_back([this, &c] { ask(c); });
    }
    ~load() {
        stop_ = true;
        for (auto& t : threads_) t.join();
    }
    load(const load&) = delete;
    load& operator=(const load&) = delete;

    /// Once the change was answered; returns when the clients have asked a while.
    void changed() {
        ++changes_;
        const auto until = asked_ + 40;
        while (asked_ < until) std::this_thread::yield();
    }
    /// Before a change: what is answered meanwhile may be either.
    void changing() { ++changes_; }

    [[nodiscard]] int stale() const { return stale_; }
    [[nodiscard]] int withheld() const { return withheld_; }

private:
    /// Quarters: 0 allowed, 1 being forbidden, 2 forbidden, 3 being allowed.
    void ask(http_client& c) {
        while (!stop_) {
            const int before = changes_;
            const auto status = c.get("/vaults").status;
            const bool settled = before == changes_;
            if (settled && before % 4 == 2 && status == 200) ++stale_;
            if (settled && before % 4 == 0 && status != 200) ++withheld_;
            ++asked_;
        }
    }

    std::vector<http_client> clients_;
    std::vector<std::thread> threads_;
    std::atomic<bool> stop_{false};
    std::atomic<int> changes_{0}, asked_{0}, stale_{0}, withheld_{0};
};

}

TEST_CASE(
    "a role that is taken away, or an account that is switched off, is felt by the next request") {
    auth_world w;
    auto ada = w.member("ada");
    auto god = w.client();
    REQUIRE(god.post("/auth/login", R"({"email":"god@example.com","password":"Almighty-Horse-9"})")
                .status == 200);
    const auto id = w.ask("SELECT id FROM main.users WHERE email = 'ada@example.com'");
    const auto given = json::serialize(json::object{
        {"userId", id}, {"roleId", w.ask("SELECT id FROM main.roles WHERE name = 'keeper'")}});
    auto role = god.post("/userRoles", given).text("/data/id");
    const auto key = make_key(w, ada, R"("allowedRoles":["*"])");

    std::vector<http_client> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(w.client());
        clients.back().cookies = ada.cookies;
    }
    clients.push_back(program(w.client(), key));
    load under{std::move(clients)};
    for (int round = 0; round < race_rounds; ++round) {
        const bool by_role = round % 2 == 0;
        under.changing();
        CHECK((by_role ? god.del("/userRoles/" + role)
                       : god.patch("/users/" + id, R"({"isActive":false})"))
                  .status == 200);
        under.changed();
        under.changing();
        if (by_role)
            role = god.post("/userRoles", given).text("/data/id");
        else
            CHECK(god.patch("/users/" + id, R"({"isActive":true})").status == 200);
        under.changed();
    }
    CHECK(under.stale() == 0);
    CHECK(under.withheld() == 0);
}
