// A provider of the service notices: pins them to a table `pinned` of the config.
#include <nucleus/plugin.hpp>
#include <nucleus/services/notices.hpp>

namespace nucleus::contract {

class notice_board final : public notices {
public:
    task<void> post(pg::transaction& tx, const notice& n) override {
        static constexpr pg::statement pin{
            "notice_board.pin", "INSERT INTO {schema}.pinned (user_id, title, body, type, "
                                "source, entity_name, entity_id) VALUES ($1::uuid, $2, $3, $4, $5, "
                                "$6, $7::uuid)"};
        pg::parameters p{n.user_id, n.title, n.body, n.type, n.source, n.entity_name, n.entity_id};
        co_await tx.run(pin, std::move(p));
    }
};

class notice_board_plugin final : public plugin {
public:
    void describe(registry& r) override { r.provides<notices>(); }
    task<void> start(start_context& context) override {
        context.services.provide<notices>(std::make_shared<notice_board>());
        co_return;
    }
};

}

NUCLEUS_PLUGIN(nucleus::contract::notice_board_plugin)
