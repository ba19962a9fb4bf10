// Fifty tenants on a few connections, while much goes wrong: nobody ever sees or gets what is
// another's.
#include "tenant_world.hpp"
#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <mutex>
#include <random>
#include <set>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

constexpr int tenants = 50, agents = 16, fewest_requests = 10'000;
constexpr auto shortest = 10s, longest = 120s;
/// Each of these has to happen, so often at least.
constexpr int often = 5;
constexpr std::array happenings{"200",
                                "201",
                                "400 malformed_json",
                                "401 unauthenticated",
                                "404 not_found",
                                "404 unknown_tenant",
                                "409 duplicate",
                                "422 validation_failed",
                                "503 database_unavailable",
                                "504 deadline_passed",
                                "left"};

/// One tenant: what it is called, which mark all its rows bear, and who works in it.
struct firm {
    std::string name, mark, schema, token, first_row;
};

/// The marks in a text, whosever they are.
std::set<std::string> marks_in(std::string_view text) {
    std::set<std::string> found;
    for (auto at = text.find("mark-"); at != text.npos; at = text.find("mark-", at + 1))
        found.emplace(text.substr(at, 7));
    return found;
}

struct storm_world : tenant_world {
    storm_world()
        : tenant_world{[](json::object& c) {
            auto& server = section(c, "server");
            section(server, "timeouts")["request"] = "1s";
            section(section(c, "database"), "pool") =
                json::parse(R"({"connectionsPerThread": 2, "acquireTimeout": "500ms"})")
                    .as_object();
            c["entities"].as_array().push_back(json::parse(R"(
                {"table_name": "marks", "bulk_endpoints_enabled": true, "columns": [
                  {"name": "mark", "type": "text", "notNull": true},
                  {"name": "slot", "type": "integer", "unique": true}]})"));
        }} {
        for (int i = 0; i < tenants; ++i) firms.push_back(make(i));
    }
    std::vector<firm> firms;

private:
    firm make(int i) {
        const auto number = std::to_string(100 + i).substr(1);
        firm f{"firm-" + number, "mark-" + number, "tenant_firm_" + number, "", ""};
        auto g = god();
        const auto mail = f.mark + "@example.com";
        const auto made =
            g.post("/tenants/provision",
                   R"({"subdomain":")" + f.name + R"(","companyName":"Firm )" + number +
                       R"(","adminEmail":")" + mail + R"(","adminPassword":")" + password + "\"}");
        INFO(made.body << "\n" << node().log());
        REQUIRE((made.status == 201 || made.status == 202));
        for (int n = 0; n < 3000 && !ready(f.name); ++n) std::this_thread::sleep_for(10ms);
        auto c = visitor(f.name);
        const auto in = c.post("/auth/login", R"({"email":")" + mail + R"(","password":")" +
                                                  password + R"(","tokenDelivery":"body"})");
        INFO(in.body);
        REQUIRE(in.status == 200);
        f.token = c.agent.bearer = in.text("/data/accessToken");
        const auto row = c.post("/marks", R"({"mark":")" + f.mark + R"(","slot":0})");
        REQUIRE(row.status == 201);
        f.first_row = row.text("/data/id");
        return f;
    }
    bool ready(const std::string& name) const {
        return ask("SELECT status FROM main.tenants WHERE subdomain = '" + name + "'") == "active";
    }
};

/// What was seen, by all agents together.
class record {
public:
    void count(const std::string& what) {
        const std::lock_guard lock{mutex_};
        ++counts_[what];
    }
    void blame(const std::string& what) {
        const std::lock_guard lock{mutex_};
        if (blamed_.size() < 20) blamed_.push_back(what);
    }
    void made(const firm& f, const std::string& id) {
        const std::lock_guard lock{mutex_};
        made_[f.schema].insert(id);
    }
    [[nodiscard]] bool all_happened() {
        const std::lock_guard lock{mutex_};
        return std::ranges::all_of(happenings, [&](const auto* what) {
            const auto at = counts_.find(what);
            return at != counts_.end() && at->second >= often;
        });
    }
    std::map<std::string, int> counts_;
    std::vector<std::string> blamed_;
    std::map<std::string, std::set<std::string>> made_; ///< rows by schema, as far as answered
    std::atomic<int> requests{0};

private:
    std::mutex mutex_;
};

/// Sends something and is gone before there can be an answer.
void send_and_leave(std::uint16_t port, const std::string& bytes) {
    using boost::asio::ip::tcp;
    boost::asio::io_context io;
    tcp::socket s{io};
    boost::system::error_code failed;
    s.connect({boost::asio::ip::make_address("127.0.0.1"), port}, failed);
    boost::asio::write(s, boost::asio::buffer(bytes), failed);
}

/// One user agent, on one connection of which each request may be another tenant's.
class agent {
public:
    agent(const storm_world& w, std::uint16_t port, record& r, unsigned seed)
        : firms_{w.firms}
        , port_{port}
        , record_{r}
        , dice_{seed}
        , client_{std::make_unique<http_client>(port)} {}

    void one_request() {
        const auto& f = any();
        ++record_.requests;
        try {
            act(f, pick(15));
        } catch (const std::exception&) { // the connection is gone: another one
            record_.count("cut off");
            client_ = std::make_unique<http_client>(port_);
        }
    }

private:
    int pick(int n) { return std::uniform_int_distribution{0, n - 1}(dice_); }
    const firm& any() { return firms_[static_cast<std::size_t>(pick(tenants))]; }
    const firm& another(const firm& than) {
        for (;;)
            if (const auto& f = any(); &f != &than) return f;
    }
    header_list names(const firm& f) {
        return pick(2) ? by_header(f.name) : by_host(f.name + ".shop.test");
    }

    void act(const firm& f, int what) {
        const auto mark = R"({"mark":")" + f.mark + "\"";
        switch (what) {
        case 0: return expect(f, 200, get(f, "/marks?limit=5"));
        case 1: return expect(f, 200, get(f, "/auth/me"));
        case 2: return expect(f, 200, get(f, "/marks/" + f.first_row));
        case 3: return expect(f, 404, get(f, "/marks/" + another(f).first_row));
        case 4: return keep(f, post(f, "/marks", mark + "}"));
        case 5: return keep(f, post(f, "/marks", mark + "}", "key-" + std::to_string(pick(300))));
        case 6: return expect(f, 409, post(f, "/marks", mark + R"(,"slot":0})"));
        case 7: return expect(f, 400, post(f, "/marks", mark + ",,}"));
        case 8: return expect(f, 422, post(f, "/marks", mark + R"(,"color":"red"})"));
        case 9: return expect(f, 201, post(f, "/marks/bulk", "[" + mark + "}," + mark + "}]"));
        case 10: return expect(f, 200, change(f, "/marks/" + f.first_row, mark + "}"));
        case 11: return search(f, another(f));
        case 12: return expect(f, 401, get(f, "/marks", another(f).token));
        case 13: return expect(f, 404, get({"zeta", f.mark, "", f.token, ""}, "/marks"));
        default: return leave(f, mark);
        }
    }
    answer get(const firm& f, const std::string& path) { return get(f, path, f.token); }
    answer get(const firm& f, const std::string& path, const std::string& token) {
        client_->bearer = token;
        return client_->get(path, names(f));
    }
    answer post(const firm& f, const std::string& path, const std::string& body,
                const std::string& key = "") {
        client_->bearer = f.token;
        auto headers = names(f);
        if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
        return client_->post(path, body, headers);
    }
    answer change(const firm& f, const std::string& path, const std::string& body) {
        client_->bearer = f.token;
        return client_->put(path, body, names(f));
    }

    /// Whatever happens: the answer is what it should be, or that the database was not to be had
    /// in time; and it speaks of nobody else.
    void expect(const firm& f, int status, const answer& a) {
        record_.count(outcome(a));
        if (a.status != status && a.status != 503 && a.status != 504)
            record_.blame(f.name + " expected " + std::to_string(status) + ": " + a.body);
        for (const auto& mark : marks_in(a.body))
            if (mark != f.mark) record_.blame(f.name + " was told of " + mark + ": " + a.body);
        if (a.status == 200 && marks_in(a.body).empty())
            record_.blame(f.name + " was not told of itself: " + a.body);
    }
    void keep(const firm& f, const answer& a) {
        expect(f, 201, a);
        if (a.status == 201) record_.made(f, a.text("/data/id"));
    }
    void search(const firm& f, const firm& other) {
        const auto a =
            post(f, "/marks/query",
                 R"({"filters":[{"field":"mark","operator":"eq","value":")" + other.mark + "\"}]}");
        record_.count(outcome(a));
        if (a.status == 200 && a.at("/data/meta/totalItems") != json::value(0))
            record_.blame(f.name + " has found " + other.mark + ": " + a.body);
    }
    void leave(const firm& f, const std::string& mark) {
        const auto head = "Host: " + f.name + ".shop.test\r\nAuthorization: Bearer " + f.token +
                          "\r\nContent-Type: application/json\r\n";
        const auto body = mark + "}";
        const auto length = "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
        const auto whole = "POST /marks HTTP/1.1\r\n" + head + length + body;
        switch (pick(3)) {
        case 0: send_and_leave(port_, whole); break;
        case 1: send_and_leave(port_, whole.substr(0, whole.size() - 5)); break;
        default: send_and_leave(port_, "GET /marks HTTP/1.1\r\n" + head + "\r\n");
        }
        record_.count("left");
    }

    const std::vector<firm>& firms_;
    std::uint16_t port_;
    record& record_;
    std::mt19937 dice_;
    std::unique_ptr<http_client> client_;
};

/// Cuts connections of the server to PostgreSQL, and has writes wait for longer than they may.
void disturb(const storm_world& w, record& r, const std::atomic<bool>& over) {
    std::mt19937 dice{7};
    while (!over) {
        const auto& f = w.firms[dice() % tenants];
        try {
            w.ask("SELECT 1 FROM " + f.schema +
                  ".marks WHERE slot = 0 FOR UPDATE; "
                  "SELECT pg_sleep(1.2)");
            r.count("locked");
        } catch (const std::exception&) {
            r.count("lock cut off");
        }
    }
}
void cut(const storm_world& w, record& r, const std::atomic<bool>& over) {
    while (!over) {
        std::this_thread::sleep_for(60ms);
        const auto one = w.ask("SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM "
                               "pg_stat_activity WHERE datname = current_database() AND pid <> "
                               "pg_backend_pid() AND query NOT LIKE '%pg_sleep%' ORDER BY "
                               "random() LIMIT 1) one");
        if (one == "1") r.count("connection cut");
    }
}

std::string told(const std::map<std::string, int>& counts) {
    std::string text;
    for (const auto& [what, n] : counts) text += what + ": " + std::to_string(n) + "\n";
    return text;
}

}

TEST_CASE("nobody sees or gets what is another tenant's, whatever goes wrong") {
    storm_world w;
    record r;
    std::atomic<bool> over{false};
    const auto port = w.node().port();
    std::thread locks{[&] { disturb(w, r, over); }}, cuts{[&] { cut(w, r, over); }};
    const auto begin = std::chrono::steady_clock::now();
    const auto goes_on = [&] {
        const auto lasted = std::chrono::steady_clock::now() - begin;
        return r.requests < fewest_requests || lasted < shortest ||
               (!r.all_happened() && lasted < longest);
    };
    all_at_once(agents, [&](int i) {
        agent a{w, port, r, static_cast<unsigned>(i)};
        while (goes_on()) a.one_request();
    });
    over = true;
    locks.join();
    cuts.join();

    const auto seen = told(r.counts_);
    INFO(seen);
    for (const auto& b : r.blamed_) UNSCOPED_INFO(b);
    CHECK(r.blamed_.empty());
    CHECK(r.requests >= fewest_requests);
    // All that should have gone wrong did.
    CHECK(r.all_happened());
    CHECK(r.counts_["connection cut"] >= 50);

    for (const auto& f : w.firms) {
        INFO(f.name);
        const auto foreign = [&](const std::string& table, const std::string& condition) {
            return w.ask("SELECT count(*) FROM " + f.schema + "." + table + " WHERE " + condition);
        };
        CHECK(foreign("marks", "mark <> '" + f.mark + "'") == "0");
        CHECK(foreign("marks", "created_by IS NULL OR created_by NOT IN (SELECT id FROM " +
                                   f.schema + ".users)") == "0");
        CHECK(foreign("users", "email <> '" + f.mark + "@example.com'") == "0");
        // And nothing that was answered is lost.
        std::string ids;
        for (const auto& id : r.made_[f.schema]) ids += (ids.empty() ? "'" : ",'") + id + "'";
        if (!ids.empty())
            CHECK(foreign("marks", "id IN (" + ids + ")") ==
                  std::to_string(r.made_[f.schema].size()));
    }
    CHECK(w.ask("SELECT count(*) FROM main.marks") == "0");
    // Afterwards all is well again.
    for (const auto& f : w.firms) {
        auto c = w.visitor(f.name);
        c.agent.bearer = f.token;
        int status = 0;
        for (int i = 0; i < 50 && status != 200; ++i) {
            if (i > 0) std::this_thread::sleep_for(100ms);
            status = c.get("/marks/" + f.first_row).status;
        }
        CHECK(status == 200);
    }
}
