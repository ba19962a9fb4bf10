// Suspending a coroutine until someone has an outcome for it.
#pragma once
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/deferred.hpp>

namespace nucleus::pg {

using resume_handler = boost::asio::any_completion_handler<void()>;

/// `co_await suspend(submit, abandon);` hands the way to resume to `submit`, which must not use it
/// before it returns. `abandon` is called when the coroutine is cancelled meanwhile; it must not
/// resume before it returns either. No coroutine frame of its own.
template <class Submit, class Abandon> auto suspend(Submit submit, Abandon abandon) {
    return boost::asio::async_initiate<const boost::asio::deferred_t, void()>(
        [submit = std::move(submit), abandon = std::move(abandon)](auto handler) mutable {
            resume_handler resume{std::move(handler)};
            auto slot = boost::asio::get_associated_cancellation_slot(resume);
            if (slot.is_connected())
                slot.assign([abandon](boost::asio::cancellation_type) mutable { abandon(); });
            submit(std::move(resume));
        },
        boost::asio::deferred);
}

/// On the worker's thread, never from inside submit or abandon.
inline void resume_now(resume_handler resume) {
    auto slot = boost::asio::get_associated_cancellation_slot(resume);
    if (slot.is_connected()) slot.clear();
    std::move(resume)();
}

}
