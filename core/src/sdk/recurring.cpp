// Work that comes round.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/async/recurring.hpp>
#include <nucleus/clock.hpp>
#include <nucleus/log.hpp>
#include <string>
#include <utility>

namespace nucleus {

namespace asio = boost::asio;
using executor = asio::io_context::executor_type;

struct recurring::state {
    using waiting = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor>;
    asio::io_context& context;
    std::string name;
    std::chrono::milliseconds every;
    std::function<task<void>()> work;
    waiting* timer = nullptr; ///< in the frame of run(), which does not outlive the context
    int failures = 0;         ///< in a row
    std::string told{};       ///< why the last of them failed
    bool stopped = false;

    static task<void> run(std::shared_ptr<state> self) {
        const asio::as_tuple_t<asio::use_awaitable_t<executor>> token;
        waiting timer{self->context};
        const std::unique_ptr<state, void (*)(state*)> lent{self.get(), &take_back};
        self->timer = &timer;
        while (!self->stopped) {
            try {
                auto round = self->work();
                co_await std::move(round);
                self->succeeded();
            } catch (const std::exception& e) {
                self->failed(e.what());
            }
            if (self->stopped) co_return;
            timer.expires_after(self->wait());
            co_await timer.async_wait(token);
        }
    }
    void succeeded() {
        if (failures > 0)
            log::info("recurring", "it goes on", {{"work", name}, {"failures", failures}});
        failures = 0;
        told.clear();
    }
    void failed(const char* reason) {
        ++failures;
        if (std::exchange(told, reason) != reason)
            log::warn("recurring", "a round failed; the next one will come",
                      {{"work", name}, {"reason", reason}});
    }
    [[nodiscard]] std::chrono::milliseconds wait() const {
        constexpr std::chrono::milliseconds longest = std::chrono::seconds{10};
        return std::clamp(every * (1 << std::min(failures, 16)), every, std::max(every, longest));
    }
    static void take_back(state* s) { s->timer = nullptr; }
};

recurring::recurring(asio::io_context& context, std::string_view name,
                     std::chrono::milliseconds every, std::function<task<void>()> work)
    : state_{std::make_shared<state>(state{context, std::string{name}, every, std::move(work)})} {}
recurring::~recurring() { stop(); }

void recurring::start() { asio::co_spawn(state_->context, state::run(state_), asio::detached); }

void recurring::stop() noexcept {
    state_->stopped = true;
    if (state_->timer) state_->timer->cancel();
}

}
