// Asio's TLS streams, compiled once for the whole process.
#include <boost/asio/ssl/impl/src.hpp>
