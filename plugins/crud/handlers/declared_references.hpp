// Which columns refer to a table, asked by other plugins.
#pragma once
#include "domain/entity.hpp"
#include <memory>
#include <nucleus/services/entity_references.hpp>
#include <vector>

namespace nucleus::crud {

class declared_references final : public entity_references {
public:
    using entities = std::vector<std::unique_ptr<entity>>;
    /// All of them are there by now, and outlive this.
    explicit declared_references(const entities& all)
        : all_{all} {}

    [[nodiscard]] std::vector<referring_column> to(std::string_view table) const override;

private:
    const entities& all_;
};

}
