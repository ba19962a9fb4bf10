// What auth has to say when its tables are written through the API of entities.
#pragma once
#include <nucleus/entity_hook.hpp>

namespace nucleus::auth {

/// Names are stored in their normal form; what makes a godmin is for godmins, the last of whom
/// stays; roles that the system needs stay as they are. A user who is deleted has no sessions any
/// more, and changes of rights are felt at once: both in the transaction of the write.
class table_guard final : public entity_hook {
public:
    [[nodiscard]] bool concerns(const hooked_table& table, row_operation what) const override;
    [[nodiscard]] std::vector<const error_kind*> refusals() const override;
    task<void> before_write(hook_call& call, std::span<row_write* const> writes) override;
    task<void> after_write(hook_call& call, std::span<const row_change> changes) override;
};

}
