// Keeps the contract, and shows that one runtime is shared: Asio's thread state, exceptions.
#include <nucleus/plugin.hpp>

namespace nucleus::contract {

struct good_config {
    std::string word = "fine";
};
NUCLEUS_DESCRIBE(good_config, (word, "Any word", defaulted))

struct where_it_ran {
    bool in_worker_thread = false;
};
NUCLEUS_DESCRIBE(where_it_ran, (in_worker_thread, "running_in_this_thread() of its executor"))

struct greeter {
    static constexpr std::string_view service_name = "contract_greeter";
};

inline constexpr error_kind refused{"contract_refused", 418, "On purpose."};

task<result<where_it_ran>> say_where(greeter&, request_context&) {
    const auto executor = co_await boost::asio::this_coro::executor;
    co_return where_it_ran{executor.running_in_this_thread()};
}

task<result<void>> throw_failure(greeter&, request_context&) {
    throw failure{error{refused, "thrown inside a plugin"}};
    co_return error{};
}

class good final : public plugin {
public:
    void describe(registry& r) override {
        r.section<good_config>("contract", "Of the contract tests");
        r.provides<greeter>();
        r.routes([this](catalog& c, const config_view&) {
            c.get("CONTRACT_WHERE", "/contract/where", access::anyone, limit::none,
                  bind<&say_where>(self_), "Where a coroutine runs");
            c.get("CONTRACT_FAILURE", "/contract/failure", access::anyone, limit::none,
                  bind<&throw_failure>(self_), "Throws nucleus::failure")
                .fails_with({&refused});
            c.get("CONTRACT_ITEM", "/contract/items/:id", access::anyone, limit::none,
                  bind<&say_where>(self_), "A path with a parameter");
        });
    }
    task<void> start(start_context& context) override {
        context.services.provide<greeter>(std::make_shared<greeter>());
        if (!context.control.get_executor().running_in_this_thread())
            throw std::logic_error("this library has an Asio of its own");
        co_return;
    }

private:
    greeter self_;
};

}

NUCLEUS_PLUGIN(nucleus::contract::good)
