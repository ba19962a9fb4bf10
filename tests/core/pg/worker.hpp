// A worker of the test's own: an event loop on a thread, and a database handle that lives on it.
#pragma once
#include "pg/worker_database.hpp"
#include "support/private_postgres.hpp"
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <thread>

namespace nucleus::testing {

class loop {
public:
    loop()
        : guard_{io.get_executor()}
        , thread_{[this] { io.run(); }} {}
    ~loop() { finish(); }
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;

    /// Ends the thread; whatever lives on the loop may then be destroyed, before it.
    void finish() {
        guard_.reset();
        io.stop();
        if (thread_.joinable()) thread_.join();
    }
    template <class T> std::future<T> start(task<T> t) {
        return boost::asio::co_spawn(io, std::move(t), boost::asio::use_future);
    }
    /// Runs it on the loop's thread; its value, or what it throws.
    template <class T> T run(task<T> t) { return start(std::move(t)).get(); }
    void on_thread(auto f) {
        std::promise<void> done;
        boost::asio::post(io, [&] {
            f();
            done.set_value();
        });
        done.get_future().get();
    }

    boost::asio::io_context io{1};

private:
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    std::thread thread_;
};

/// A transaction in the hands of a test. It ends on the loop's thread, where it belongs.
class remote_transaction {
public:
    remote_transaction(loop& on, std::unique_ptr<pg::transaction> tx)
        : on_{on}
        , tx_{std::move(tx)} {}
    ~remote_transaction() {
        on_.on_thread([this] { tx_.reset(); });
    }
    remote_transaction(const remote_transaction&) = delete;
    remote_transaction& operator=(const remote_transaction&) = delete;
    pg::transaction* operator->() const { return tx_.get(); }

private:
    loop& on_;
    std::unique_ptr<pg::transaction> tx_;
};

inline pg::settings settings_for(std::string dsn) {
    pg::settings s;
    s.dsn = std::move(dsn);
    s.channel = "nucleus.main";
    return s;
}

class worker {
public:
    explicit worker(pg::settings s)
        : on{std::make_unique<loop>()}
        , db{on->io, s, metrics, "test"} {
        on->on_thread([this] { db.start(); });
    }
    explicit worker(std::string dsn)
        : worker{settings_for(std::move(dsn))} {}
    ~worker() {
        on->run(db.stop());
        on->finish();
    }
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    template <class T> T run(task<T> t) { return on->run(std::move(t)); }

    pg::rows read(std::string_view sql, pg::parameters p = {}, pg::call c = {}) {
        return run(db.read(c, pg::statement{"test.read", sql}, std::move(p)));
    }
    pg::rows write(std::string_view sql, pg::parameters p = {}, pg::call c = {}) {
        return run(db.write(c, pg::statement{"test.write", sql}, std::move(p)));
    }

    remote_transaction begin(pg::call c = {}) { return {*on, run(db.begin(c))}; }

    metrics::registry metrics;
    std::unique_ptr<loop> on;
    pg::worker_database db;
};

/// Waits until `holds`, for a long time at most; whether it came true.
bool eventually(auto holds) {
    for (int i = 0; i < 1000; ++i, std::this_thread::sleep_for(std::chrono::milliseconds{10}))
        if (holds()) return true;
    return false;
}

}
