// Records what happens to rows.
#pragma once
#include "config.hpp"
#include "store/audit_store.hpp"
#include <nucleus/entity_hook.hpp>
#include <nucleus/published.hpp>
#include <nucleus/services/audit_trail.hpp>

namespace nucleus::audit {

/// Records are written in the transaction of what they tell of: there is none without the other.
class recorder final : public entity_hook, public audit_trail {
public:
    void reconfigure(const audit_config& c) {
        settings_.publish(std::make_shared<audit_config>(c));
    }
    [[nodiscard]] std::shared_ptr<const audit_config> settings() const { return settings_.now(); }

    [[nodiscard]] bool concerns(const hooked_table& table, row_operation what) const override;
    task<void> after_write(hook_call& call, std::span<const row_change> changes) override;
    task<void> after_read(request_context& rc, const hooked_table& table,
                          std::optional<uuid> id) override;
    task<void> note(pg::transaction& tx, const request_context& rc, std::string_view entity,
                    std::string_view operation, const std::vector<audited_row>& rows) override;
    task<void> note(pg::transaction& tx, std::string_view entity, std::string_view operation,
                    const std::vector<audited_row>& rows) override;

private:
    task<void> note_from(pg::transaction& tx, origin from, const std::vector<audited_row>& rows);

    published<audit_config> settings_;
};

}
