// Asio, compiled once for the whole process.
#include <boost/asio/impl/src.hpp>
