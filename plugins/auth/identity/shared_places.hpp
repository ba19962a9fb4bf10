// Places to work or to wait in, which all tenants share.
#pragma once
#include <cstddef>
#include <limits>
#include <map>
#include <mutex>
#include <string>

namespace nucleus::auth {

/// There are so many in all, and so that nobody takes them alone, so many for one schema. Any
/// thread.
class shared_places {
public:
    explicit shared_places(std::size_t in_all = std::numeric_limits<std::size_t>::max())
        : in_all_{in_all} {}

    /// Whether take() would give one now.
    [[nodiscard]] bool any_for(const std::string& schema, std::size_t most_of_one) const;
    /// Whether a place was free; it is to be given back then.
    [[nodiscard]] bool take(const std::string& schema, std::size_t most_of_one);
    void give_back(const std::string& schema);
    [[nodiscard]] std::size_t taken() const;

private:
    [[nodiscard]] bool free_for(const std::string& schema, std::size_t most_of_one) const;

    const std::size_t in_all_;
    mutable std::mutex guard_;
    std::size_t taken_ = 0;
    std::map<std::string, std::size_t> by_schema_; ///< those that have any
};

}
