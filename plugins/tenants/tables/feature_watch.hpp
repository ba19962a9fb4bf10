// Features of tenants are felt at once when they are changed through the API of entities.
#pragma once
#include "resolution/resolution.hpp"
#include <nucleus/entity_hook.hpp>

namespace nucleus::tenants {

class feature_watch final : public entity_hook {
public:
    /// Before anything is served; it outlives the hook's use.
    void attach(resolution* known) noexcept { known_ = known; }

    [[nodiscard]] bool concerns(const hooked_table& table, row_operation what) const override;
    task<void> after_write(hook_call& call, std::span<const row_change> changes) override;
    task<void> after_commit(request_context& rc, const hooked_table& table,
                            row_operation what) override;

private:
    resolution* known_ = nullptr;
};

}
