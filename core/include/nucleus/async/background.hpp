// Work that nobody waits for.
#pragma once
#include <boost/asio/io_context.hpp>
#include <nucleus/async/task.hpp>
#include <string>

namespace nucleus {

/// Runs `work` on `context`, later; what it throws is logged under `name`. What it refers to
/// outlives the context. Any thread.
void in_background(boost::asio::io_context& context, std::string name, task<void> work);

}
