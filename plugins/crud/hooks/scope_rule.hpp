// Scopes that make no sense are not granted.
#pragma once
#include "domain/entity.hpp"
#include <memory>
#include <nucleus/entity_hook.hpp>
#include <vector>

namespace nucleus::crud {

/// Refuses writes to role_claims whose scope does not fit the entity that the claim is about. Of
/// claims about something else scopes mean what their plugins say.
class scope_rule final : public entity_hook {
public:
    explicit scope_rule(const std::vector<std::unique_ptr<entity>>& entities)
        : entities_{entities} {}
    [[nodiscard]] bool concerns(const hooked_table& table, row_operation what) const override;
    task<void> before_write(hook_call& call, std::span<row_write* const> writes) override;

private:
    task<std::optional<error>> verdict(hook_call& call, std::string_view claim,
                                       std::string_view scope) const;

    const std::vector<std::unique_ptr<entity>>& entities_;
};

}
