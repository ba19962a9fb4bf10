// A request that no network carried: for tests of handlers.
#pragma once
#include <boost/json/parse.hpp>
#include <deque>
#include <nucleus/http/request_context.hpp>

namespace nucleus::testing {

/// Give it what the handler is to see, run the handler (run.hpp), look at `response`. Owns the
/// texts that `request` views.
class fake_request : public request_context {
public:
    explicit fake_request(http::method verb = http::method::get, std::string target = "/") {
        request.verb = verb;
        request.target = keep(std::move(target));
        const auto mark = request.target.find('?');
        request.path = request.target.substr(0, mark);
        if (mark != std::string_view::npos) request.query = request.target.substr(mark + 1);
    }
    fake_request& with_body(std::string json) {
        request.body = keep(std::move(json));
        return *this;
    }
    fake_request& with_header(std::string name, std::string value) {
        const auto n = keep(std::move(name));
        request.headers.push_back({n, keep(std::move(value))});
        return *this;
    }
    /// The value of `:name` in the endpoint's path.
    fake_request& with_path(std::string name, std::string value) {
        path_values.push_back({keep(std::move(name)), std::move(value)});
        return *this;
    }

    /// What was answered, as JSON. Throws when it is none.
    [[nodiscard]] boost::json::value json() const { return boost::json::parse(response.body); }
    /// What was written to stream(), piece by piece.
    std::vector<std::string> pieces;

    task<http::body_stream*> stream() override { co_return &stream_; }

private:
    class recording : public http::body_stream {
    public:
        explicit recording(std::vector<std::string>& into)
            : into_{into} {}
        task<void> write(std::string_view piece) override {
            into_.emplace_back(piece);
            co_return;
        }
        [[nodiscard]] bool closing() const noexcept override { return false; }

    private:
        std::vector<std::string>& into_;
    };

    std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

    std::deque<std::string> texts_; // their addresses stay
    recording stream_{pieces};
};

}
