// What auth has to say when its tables are written through the API of entities.
#pragma once
#include <nucleus/entity_hook.hpp>

namespace nucleus::auth {

class sessions;

/// Names are stored in their normal form; what makes a godmin, or is one, is for godmins, the last
/// of whom stays, as does a tenant's last administrator; roles that the system needs stay as they
/// are. A user who is deleted has no
/// sessions any more, and changes of rights are felt at once: both in the transaction of the write.
class table_guard final : public entity_hook {
public:
    /// Before anything is served; it outlives the guard's use.
    void attach(sessions* s) noexcept { sessions_ = s; }

    [[nodiscard]] bool concerns(const hooked_table& table, row_operation what) const override;
    [[nodiscard]] std::vector<const error_kind*> refusals() const override;
    task<void> before_write(hook_call& call, std::span<row_write* const> writes) override;
    task<void> after_write(hook_call& call, std::span<const row_change> changes) override;
    task<void> after_commit(request_context& rc, const hooked_table& table,
                            row_operation what) override;

private:
    sessions* sessions_ = nullptr;
};

}
