// The hooks of all plugins.
#pragma once
#include <memory>
#include <nucleus/entity_hook.hpp>
#include <vector>

namespace nucleus::crud {

/// Filled once, before anything is served; then read by every worker.
class hook_list {
public:
    void take(std::vector<std::shared_ptr<entity_hook>> all) { all_ = std::move(all); }

    [[nodiscard]] const std::vector<std::shared_ptr<entity_hook>>& all() const noexcept {
        return all_;
    }
    [[nodiscard]] bool any_concerned(const hooked_table& table, row_operation what) const {
        for (const auto& h : all_)
            if (h->concerns(table, what)) return true;
        return false;
    }

private:
    std::vector<std::shared_ptr<entity_hook>> all_;
};

}
