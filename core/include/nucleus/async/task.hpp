// The one coroutine type of nucleusd.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace nucleus {

/// A lazily started coroutine bound to the worker it runs on. The executor is concrete, so awaiting
/// costs no type erasure. Await it once, on the worker that created it; destroying it unawaited is
/// harmless. Coroutines are named functions: a capturing lambda dies before its frame does.
template <class T = void> using task =
    boost::asio::awaitable<T, boost::asio::io_context::executor_type>;

}
