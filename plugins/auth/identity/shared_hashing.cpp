#include "identity/shared_hashing.hpp"
#include <nucleus/error.hpp>

namespace nucleus::auth {

/// A job in the pool, for as long as it lives.
class shared_hashing::place {
public:
    place(shared_places& in, const std::string& schema, std::size_t most_of_one)
        : in_{in}
        , schema_{schema} {
        if (in_.take(schema_, most_of_one)) return;
        error why{nucleus::errors::overloaded};
        why.retry_after = std::chrono::seconds{1};
        throw failure{std::move(why)};
    }
    ~place() { in_.give_back(schema_); }
    place(const place&) = delete;
    place& operator=(const place&) = delete;

private:
    shared_places& in_;
    const std::string schema_;
};

task<std::string> shared_hashing::hash(std::string schema, const secret_string& password) {
    const place taken{jobs_, schema, most_of_one_()};
    auto hashed = co_await pool_.hash(password);
    co_return hashed;
}

task<passwords::verdict> shared_hashing::verify(std::string schema, std::string_view phc,
                                                const secret_string& password) {
    const place taken{jobs_, schema, most_of_one_()};
    const auto verdict = co_await pool_.verify(phc, password);
    co_return verdict;
}

}
