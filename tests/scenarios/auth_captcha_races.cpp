// One try, also of many at once; and nothing that a flood could fill.
#include "captcha_world.hpp"
#include "domain/captcha_try.hpp"
#include "due_rounds.hpp"

using namespace nucleus::testing;
using nucleus::auth::spent_mark;

namespace {

constexpr int rounds = 100;
const std::map<std::string, int> once{{"202", 1}, {"400 captcha_invalid", 49}};

/// Fifty clients, half of them at another node.
class crowd {
public:
    explicit crowd(captcha_world& w) {
        auto& other = w.add_node();
        for (int i = 0; i < 50; ++i)
            clients_.emplace_back(i % 2 == 0 ? w.node().port() : other.port());
    }
    std::map<std::string, int> post(const std::function<std::string(int)>& body) {
        return fifty_at_once<std::string>([&](int i) {
            return outcome(
                clients_[static_cast<std::size_t>(i)].post("/auth/resend-verification", body(i)));
        });
    }

private:
    std::vector<http_client> clients_;
};

}

TEST_CASE("of fifty at once with a right answer one comes through") {
    captcha_world w;
    crowd all{w};
    const auto form = all_forms()[4];
    for (const std::string type : {"image", "pow", "token"}) {
        INFO(type);
        int good = 0;
        for (int round = 0; round < rounds; ++round) {
            w.ask("TRUNCATE main.captcha_spent"); // in so many rounds two might meet in one slot
            const auto proof =
                type == "token" ? w.by_token(w.token(form.name)) : w.proof(form.name, type);
            const auto body = form.with(proof);
            good += all.post([&](int) { return body; }) == once ? 1 : 0;
        }
        CHECK(good == rounds);
    }
}

TEST_CASE("trying all answers at once is one try") {
    captcha_world w;
    crowd all{w};
    const auto form = all_forms()[4];
    for (int round = 0; round < rounds; ++round) {
        w.ask("TRUNCATE main.captcha_spent");
        const auto challenge = w.challenge(form.name, round % 2 == 0 ? "image" : "pow");
        const auto right = form.with(w.answered(challenge));
        const auto wrong = form.with(w.with_answer(w.text(challenge), "0"));
        const auto came = all.post([&](int i) { return i % 10 == 0 ? right : wrong; });
        CHECK((came.contains("202") ? came.at("202") : 0) <= 1);
        CHECK(outcome(w.client().post(form.path, right)) == "400 captcha_invalid");
    }
}

TEST_CASE("asking for challenges leaves nothing, and trying them no more than there is room for") {
    captcha_world w;
    auto c = w.client();
    const auto rows = [&] {
        return w.ask("SELECT sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n "
                     "FROM main.%I', tablename), false, true, '')))[1]::text::integer) FROM "
                     "pg_tables WHERE schemaname = 'main'");
    };
    wait_for_rounds(w, 3); // of which rows are kept, too
    const auto before = rows();
    for (int i = 0; i < 1000; ++i)
        REQUIRE(
            c.post(generate, i % 10 == 0 ? R"({"type":"image"})" : R"({"type":"pow"})").status ==
            200);
    CHECK(rows() == before);
    CHECK(w.spent() == 0);

    // However many try: a period has so many slots, and who finds none has to try again later.
    w.ask("INSERT INTO main.captcha_spent SELECT p, s FROM generate_series(0, 6) m, "
          "generate_series(0, " +
          std::to_string(spent_mark::slots - 1) +
          ") s, LATERAL (SELECT floor(extract(epoch FROM now()) / 60)::bigint + m AS p) t");
    const auto full = w.spent();
    const auto link = all_forms()[3];
    for (int i = 0; i < 20; ++i)
        CHECK(outcome(c.post(link.path, link.with(w.proof("magicLink")))) == "400 captcha_invalid");
    CHECK(w.spent() <= full);
}

TEST_CASE("what was tried is remembered by another node and after a restart, and then forgotten") {
    captcha_world w;
    const auto link = all_forms()[3];
    const auto used = link.with(w.proof("magicLink"));
    CHECK(w.client().post(link.path, used).status == 202);
    CHECK(outcome(w.add_node().client().post(link.path, used)) == "400 captcha_invalid");
    w.ask(
        "INSERT INTO main.captcha_spent SELECT floor(extract(epoch FROM now()) / 60)::bigint - 2, "
        "s FROM generate_series(1, 1000) s");
    restart_when_due(w, 3);
    CHECK(outcome(w.client().post(link.path, used)) == "400 captcha_invalid");
    for (int i = 0; i < 200 && w.spent() > 1; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    CHECK(w.spent() == 1);
}
