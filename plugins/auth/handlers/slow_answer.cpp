#include "handlers/slow_answer.hpp"

namespace nucleus::auth {

task<void> slow_answer::keep_alive() {
    const auto now = steady::now();
    if (now < next_) co_return;
    next_ = now + interval;
    if (to_ == nullptr) to_ = co_await rc_.stream();
    if (to_->closing()) throw failure{nucleus::errors::shutting_down};
    co_await to_->write(" ");
}

task<void> slow_answer::finish() {
    if (to_ == nullptr) co_return;
    co_await to_->write(rc_.response.body);
}

}
