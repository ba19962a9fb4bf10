// The service `passwords`: jobs for the threads, answers on the caller's own executor.
#include "crypto/argon2.hpp"
#include "crypto/imported_hash.hpp"
#include "crypto/job_threads.hpp"

#include <algorithm>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/crypto/password_pool.hpp>
#include <stdexcept>

namespace nucleus {
namespace {

namespace asio = boost::asio;
using crypto::job_threads;

/// Work of a coroutine that waits: `work()` runs on a thread of the pool, its outcome is posted to
/// the coroutine's executor, which is kept from running out of work until then.
template <class Result, class Work, class Handler> class awaited_job final : public crypto::job {
public:
    awaited_job(Work work, Handler handler)
        : work_{std::move(work)}
        , handler_{std::move(handler)}
        , executor_{asio::get_associated_executor(handler_)} {}

    void run() noexcept override {
        try {
            resume(nullptr, work_());
        } catch (...) {
            resume(std::current_exception(), Result{});
        }
    }
    void refuse(std::exception_ptr why) noexcept override { resume(std::move(why), Result{}); }

private:
    void resume(std::exception_ptr fault, Result outcome) noexcept {
        // Nothing of the caller's stays here: its context may be gone the moment that it resumes.
        const auto executor = executor_.get_executor();
        asio::post(executor, [working = std::move(executor_), handler = std::move(handler_),
                              fault = std::move(fault), outcome = std::move(outcome)]() mutable {
            std::move(handler)(std::move(fault), std::move(outcome));
        });
    }

    Work work_;
    Handler handler_;
    asio::executor_work_guard<asio::associated_executor_t<Handler>> executor_;
};

template <class Result, class Work> task<Result> run_on(job_threads& threads, Work work) {
    using token_type = asio::use_awaitable_t<asio::io_context::executor_type>;
    const token_type token;
    co_return co_await asio::async_initiate<const token_type, void(std::exception_ptr, Result)>(
        [&threads](auto handler, Work w) {
            using job_type = awaited_job<Result, Work, decltype(handler)>;
            threads.submit(std::make_unique<job_type>(std::move(w), std::move(handler)));
        },
        token, std::move(work));
}

bool same(const argon2_parameters& a, const argon2_parameters& b) {
    return a.memory_kib == b.memory_kib && a.iterations == b.iterations &&
           a.parallelism == b.parallelism;
}

/// The same work whether there is a usable `phc` or none, so that time does not tell; an imported
/// hash takes its own time until it is replaced.
passwords::verdict judge(const std::string& phc, const secret_string& password,
                         const argon2_parameters& own) {
    const auto stored = crypto::parameters_of(phc, own);
    if (!stored) {
        if (const auto matches = crypto::imported_hash_matches(phc, password))
            return {*matches, *matches};
        static_cast<void>(crypto::argon2id_matches(crypto::decoy(own), own.parallelism, password));
        return {};
    }
    const bool matches = crypto::argon2id_matches(phc, stored->parallelism, password);
    return {matches, matches && !same(*stored, own)};
}

unsigned threads_of(const password_pool_settings& s) {
    return s.threads != 0 ? s.threads : std::max(1U, std::thread::hardware_concurrency());
}

class argon2_pool final : public password_pool {
public:
    explicit argon2_pool(const password_pool_settings& s)
        : parameters_{s.parameters}
        , threads_{std::make_shared<job_threads>(threads_of(s), s.queue)} {}
    // Not left to the last owner of threads_, which may be a scrape.
    ~argon2_pool() override { threads_->stop(); }

    task<std::string> hash(const secret_string& password) override {
        return run_on<std::string>(*threads_, [own = parameters(), password] {
            return crypto::argon2id_hash(own, password);
        });
    }

    task<verdict> verify(std::string_view phc, const secret_string& password) override {
        return run_on<verdict>(*threads_, [own = parameters(), stored = std::string{phc},
                                           password] { return judge(stored, password, own); });
    }

    void reconfigure(const password_pool_settings& s) override {
        crypto::require_valid(s.parameters);
        threads_->resize_queue(s.queue);
        const std::lock_guard lock{guard_};
        parameters_ = s.parameters;
    }

    void stop() noexcept override { threads_->stop(); }

    [[nodiscard]] std::weak_ptr<const job_threads> threads() const { return threads_; }

private:
    [[nodiscard]] argon2_parameters parameters() const {
        const std::lock_guard lock{guard_};
        return parameters_;
    }

    mutable std::mutex guard_;
    argon2_parameters parameters_;
    std::shared_ptr<job_threads> threads_; // shared with the gauges while they read
};

}

password_pool::~password_pool() = default;

std::shared_ptr<password_pool> make_password_pool(const password_pool_settings& s,
                                                  metrics::registry& metrics) {
    crypto::require_valid(s.parameters);
    auto pool = std::make_shared<argon2_pool>(s);
    // The registry outlives the pool, so what it reads must not be the pool itself.
    const auto gauge = [&](const char* name, const char* help,
                           std::size_t job_threads::load::* part) {
        metrics.make_gauge(name, help, [part, threads = pool->threads()] {
            const auto alive = threads.lock();
            return alive ? static_cast<double>(alive->now().*part) : 0.0;
        });
    };
    gauge("nucleus_password_jobs_waiting", "Password hashes and checks that wait for a thread",
          &job_threads::load::waiting);
    gauge("nucleus_password_jobs_running", "Password hashes and checks being computed",
          &job_threads::load::running);
    return pool;
}

}
