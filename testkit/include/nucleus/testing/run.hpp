// Runs a coroutine to its end from a test.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <nucleus/async/task.hpp>
#include <optional>
#include <type_traits>

namespace nucleus::testing {

/// Runs `work` on `io` until nothing is left to do there; its result, or its exception rethrown.
template <class T> T run(boost::asio::io_context& io, task<T> work) {
    std::exception_ptr failed;
    io.restart();
    if constexpr (std::is_void_v<T>) {
        boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr e) { failed = e; });
        io.run();
        if (failed) std::rethrow_exception(failed);
    } else {
        std::optional<T> out;
        boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr e, T value) {
            failed = e;
            if (!e) out.emplace(std::move(value));
        });
        io.run();
        if (failed) std::rethrow_exception(failed);
        return std::move(out).value();
    }
}

/// The same on a context of its own.
template <class T> T run(task<T> work) {
    boost::asio::io_context io{1};
    return run(io, std::move(work));
}

}
