// The addresses of a host, in bounded time.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <nucleus/async/task.hpp>
#include <nucleus/clock.hpp>
#include <string>
#include <vector>

namespace nucleus::http {

using endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// Those that are known by `until`: a resolver that hangs is left alone. An address stands for
/// itself.
task<endpoints> look_up(std::string host, std::string port, steady::time_point until);

}
