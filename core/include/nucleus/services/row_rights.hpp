// Whether somebody may do something with one row. Provided by crud.
#pragma once
#include <nucleus/error.hpp>
#include <nucleus/http/request_context.hpp>
#include <string_view>

namespace nucleus {

class row_rights {
public:
    static constexpr std::string_view service_name = "row_rights";
    virtual ~row_rights();
    /// Whether `entity` (a table name) is one whose rows can be asked about.
    [[nodiscard]] virtual bool serves(std::string_view entity) const noexcept = 0;
    /// Whether `who` has `claim`, and the row is there for them: within the scope of
    /// the claim, of its owner where only owners reach it, not deleted. A claim that is not about
    /// rows of the entity that exist (post.<table>, your own) must have been granted without a
    /// scope, and the row be one that they may read. False where the entity is not served. On the
    /// request's worker.
    virtual task<bool> allows(request_context& rc, const principal& who, std::string_view claim,
                              std::string_view entity, const uuid& id) = 0;
};

}
