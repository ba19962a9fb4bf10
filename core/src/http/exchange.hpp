// One request and its answer, core's side of a request_context. Pooled: an idle connection has
// none.
#pragma once
#include "http/head_guard.hpp"
#include "http/read_buffer.hpp"
#include "http/router.hpp"
#include "http/settings.hpp"
#include "limits/counting.hpp"
#include "limits/keys.hpp"
#include <optional>

namespace nucleus::http {

class connection;
class serving_worker;

/// A streamed answer: chunked for HTTP/1.1, ended by close for HTTP/1.0.
class chunked_stream final : public body_stream {
public:
    chunked_stream(connection& to, std::string& out, bool chunked, bool silent)
        : to_{to}
        , out_{out}
        , chunked_{chunked}
        , silent_{silent} {}
    task<void> write(std::string_view piece) override;
    [[nodiscard]] bool closing() const noexcept override;
    void end(); ///< appends the last chunk

private:
    connection& to_;
    std::string& out_;
    bool chunked_, silent_;
};

/// What was drawn on a budget, here and together with the other nodes.
struct drawn_count {
    std::uint64_t key;
    std::string shared; ///< empty: not counted together
    limits::rule of;
    std::uint64_t granted_at, shared_granted_at;
};

class exchange final : public request_context {
public:
    explicit exchange(std::size_t buffer_size)
        : in{buffer_size} {}

    read_buffer in;        ///< may hold further, pipelined requests
    std::string out;       ///< answers that are not sent yet
    std::string long_body; ///< a body that does not fit into `in`
    framing frame;

    serving_worker* on = nullptr;
    connection* by = nullptr;
    std::shared_ptr<const settings> with;
    bool admin = false;

    // The state of the request in hand; begin() resets it.
    route_match match;
    std::size_t route_index = 0;
    steady::time_point started{};
    limits::decision rate;               ///< the tightest that was taken
    std::vector<drawn_count> returnable; ///< given back if the answer is no failure
    std::string_view cors_origin;
    bool close = false;     ///< the connection ends with this answer
    bool abandoned = false; ///< nobody is there to answer
    std::size_t head_size = 0;
    std::size_t spent = 0; ///< bytes of `in` that belong to this request
    bool body_read = false;
    std::optional<chunked_stream> streamed;

    void begin();
    task<body_stream*> stream() override;
};

}
