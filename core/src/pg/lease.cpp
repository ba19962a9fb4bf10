#include "pg/lease.hpp"
#include "pg/statement_time.hpp"
#include <boost/asio/use_awaitable.hpp>

namespace nucleus::pg {

task<void> lease::run(request& r) {
    co_await suspend(
        [this, &r](resume_handler resume) { from_->submit(session_, {&r, std::move(resume)}); },
        [this, &r] { from_->abandon(session_, &r, outcome::cancelled); });
    record(r);
}

}
