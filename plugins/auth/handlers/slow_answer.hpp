// The answer to what takes longer than one waits in silence.
#pragma once
#include <nucleus/http/request_context.hpp>

namespace nucleus::auth {

/// From a second on the answer has begun: a space now and then, which JSON may have before its
/// value, keeps proxies from taking the connection for dead, and shows when the client is gone.
/// Lives in the handler.
class slow_answer {
public:
    explicit slow_answer(request_context& rc)
        : rc_{rc}
        , next_{steady::now() + interval} {}

    /// To be called every now and then. Throws once the client has gone away or the server stops:
    /// then what was begun for it is to be left.
    task<void> keep_alive();
    /// Sends what was written into rc.response.
    task<void> finish();

private:
    static constexpr std::chrono::seconds interval{1};
    request_context& rc_;
    steady::time_point next_;
    http::body_stream* to_ = nullptr; ///< once it has begun
};

}
