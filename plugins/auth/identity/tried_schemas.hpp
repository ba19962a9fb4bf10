// Where captchas were tried.
#pragma once
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace nucleus::auth {

/// The schemas in which this node has marked tries since somebody asked. Any thread.
class tried_schemas {
public:
    void note(const std::string& schema) {
        const std::scoped_lock lock{guard_};
        since_.insert(schema);
    }
    [[nodiscard]] std::vector<std::string> take() {
        const std::scoped_lock lock{guard_};
        const auto all = std::exchange(since_, {});
        return {all.begin(), all.end()};
    }

private:
    std::mutex guard_;
    std::set<std::string> since_;
};

}
