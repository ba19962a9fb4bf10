// Waiting without holding a thread.
#pragma once
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <nucleus/async/task.hpp>

namespace nucleus {

/// Resumes on `context`, the caller's, after that time.
task<void> pause(boost::asio::io_context& context, std::chrono::milliseconds time);

}
