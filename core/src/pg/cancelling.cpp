#include "pg/cancelling.hpp"
#include <boost/asio/post.hpp>
#include <nucleus/log.hpp>

namespace nucleus::pg {

void canceller::cancel(libpq_ptr<PGcancel> what) {
    if (!what) return;
    if (!thread_) thread_.emplace(1);
    boost::asio::post(*thread_, [what = std::move(what)] {
        char problem[256];
        if (::PQcancel(what.get(), problem, sizeof problem) != 1)
            log::debug("pg", "a cancel request was not delivered");
    });
}

}
