// What somebody may do with one row, asked by other plugins.
#pragma once
#include "handlers/entity_endpoint.hpp"
#include <memory>
#include <nucleus/services/row_rights.hpp>
#include <vector>

namespace nucleus::crud {

class reachable_rows final : public row_rights {
public:
    using endpoints = std::vector<std::unique_ptr<entity_endpoint>>;
    /// All of them are there by now, and outlive this.
    explicit reachable_rows(const endpoints& all)
        : all_{all} {}

    [[nodiscard]] bool serves(std::string_view entity) const noexcept override {
        return find(entity) != nullptr;
    }
    task<bool> allows(request_context& rc, const principal& who, std::string_view claim,
                      std::string_view entity, const uuid& id) override;

private:
    [[nodiscard]] const entity_endpoint* find(std::string_view entity) const noexcept;
    const endpoints& all_;
};

}
