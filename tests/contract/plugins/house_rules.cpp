// A plugin that hangs into the writing and reading of rows: every way in which a hook can have a
// say.
#include <nucleus/entity_hook.hpp>
#include <nucleus/plugin.hpp>

namespace nucleus::contract {

inline constexpr error_kind not_in_this_house{"not_in_this_house", 409, "House rules forbid it."};

/// Of a table `notes` with title, slug and body, and a table `doings` to write down what happened.
class house_rules final : public entity_hook {
public:
    [[nodiscard]] bool concerns(const hooked_table& table, row_operation what) const override {
        return table.name == "notes" && what != row_operation::read;
    }

    [[nodiscard]] std::vector<const error_kind*> refusals() const override {
        return {&not_in_this_house};
    }

    task<void> before_write(hook_call& call, std::span<row_write* const> writes) override {
        for (auto* w : writes) {
            const auto title = w->given("title");
            if (title == "forbidden") w->refuse(not_in_this_house);
            if (title == "later") co_await put_by(call, *w);
            if (title && !w->gives("slug")) w->set("slug", "made-of-" + std::string{*title});
            if (w->before() && w->before()->value("title") == "fixed") w->refuse(not_in_this_house);
            if (title == "clear") w->set("body", std::nullopt);
        }
    }

    task<void> after_write(hook_call& call, std::span<const row_change> changes) override {
        for (const auto& c : changes) {
            std::string before{"null"}, after{"null"};
            if (c.before) before.clear(), c.before->write_json(before);
            if (c.after) after.clear(), c.after->write_json(after);
            co_await note(call, c.id, before, after);
            if (c.after && c.after->value("title") == "explode")
                throw std::runtime_error("on purpose");
        }
    }

    [[nodiscard]] std::string filter_read(const principal* who,
                                          std::string_view table) const override {
        if (table != "notes" || (who && who->is_god)) return {};
        return R"([{"field":"title","operator":"ne","value":"hidden"}])";
    }

private:
    static task<void> note(hook_call& call, const uuid& id, const std::string& before,
                           const std::string& after) {
        constexpr pg::statement insert{
            "house.note", "INSERT INTO {schema}.doings (note_id, operation, old, new) VALUES "
                          "($1::uuid, $2, $3, $4)"};
        pg::parameters p{id, static_cast<int>(call.operation), before, after};
        co_await call.tx.run(insert, std::move(p));
    }
    static task<void> put_by(hook_call& call, row_write& w) {
        std::string wanted;
        w.write_json(wanted);
        co_await note(call, w.id(), "\"parked\"", wanted);
        w.park(R"({"waiting":true})");
    }
};

class house_plugin final : public plugin {
public:
    void describe(registry& r) override { r.hook(std::make_shared<house_rules>()); }
};

}

NUCLEUS_PLUGIN(nucleus::contract::house_plugin)
