#include "http/handler_limits.hpp"
#include "http/middleware/limits.hpp"

namespace nucleus::http {

namespace {

class handler_limiter final : public limiter {
public:
    task<result<void>> take(request_context& rc, std::string_view kind,
                            std::string_view subject) override {
        auto& x = static_cast<exchange&>(rc); // every request that the server hands to a handler
        if (x.endpoint->limit == limit::none) co_return result<void>{};
        const limits::subject by{kind, place_of(x), 0, subject};
        auto drawn = co_await draw_quietly(x, x.with->rule_of(x.endpoint->limit), by);
        co_return drawn;
    }

    task<result<void>> take(request_context& rc, std::string_view kind, std::string_view subject,
                            const spending& budget) override {
        auto& x = static_cast<exchange&>(rc);
        const limits::rule of{x.with->strategy,
                              {budget.window, static_cast<std::uint32_t>(budget.max), budget.block},
                              kind};
        const limits::subject by{kind, {}, 0, subject};
        auto drawn = co_await draw_quietly(x, of, by);
        co_return drawn;
    }

private:
    /// What is left is told only when it is nothing: it would tell what others do.
    static task<result<void>> draw_quietly(exchange& x, limits::rule of, limits::subject by) {
        if (!x.with->rate.enabled) co_return result<void>{};
        const auto told = x.rate;
        auto drawn = co_await draw(x, of, by, drawn_for::good);
        if (drawn) x.rate = told;
        co_return drawn;
    }
};

}

std::shared_ptr<limiter> make_limiter() { return std::make_shared<handler_limiter>(); }

}
