#include "identity/shared_hashing.hpp"
#include <nucleus/error.hpp>

namespace nucleus::auth {

/// A job in the pool, for as long as it lives.
class shared_hashing::place {
public:
    place(shared_hashing& in, const std::string& schema)
        : in_{in} {
        const auto most = in_.most_of_one_();
        const std::scoped_lock lock{in_.guard_};
        at_ = in_.jobs_.try_emplace(schema, 0).first;
        if (at_->second >= most) { // most is not zero: an entry of no jobs is never left behind
            error why{nucleus::errors::overloaded};
            why.retry_after = std::chrono::seconds{1};
            throw failure{std::move(why)};
        }
        ++at_->second;
    }
    ~place() {
        const std::scoped_lock lock{in_.guard_};
        if (--at_->second == 0) in_.jobs_.erase(at_);
    }
    place(const place&) = delete;
    place& operator=(const place&) = delete;

private:
    shared_hashing& in_;
    std::map<std::string, std::size_t>::iterator at_;
};

task<std::string> shared_hashing::hash(std::string schema, const secret_string& password) {
    const place taken{*this, schema};
    auto hashed = co_await pool_.hash(password);
    co_return hashed;
}

task<passwords::verdict> shared_hashing::verify(std::string schema, std::string_view phc,
                                                const secret_string& password) {
    const place taken{*this, schema};
    const auto verdict = co_await pool_.verify(phc, password);
    co_return verdict;
}

}
