// The words of one question: fields, filters, sorts, expansions and groups as text, each with what
// it means.
#pragma once
#include "domain/list_query.hpp"
#include "queries/world.hpp"
#include <functional>

namespace nucleus::fuzz {

class grammar {
public:
    /// `oddness`: of 100 decisions, how many go wrong.
    grammar(const world& w, const caller& c, dice& d, std::size_t oddness)
        : world_{w}
        , caller_{c}
        , dice_{d}
        , oddness_{oddness} {}

    std::string filters(const crud::entity& e, crud::expression& meant);
    std::string sort(const crud::entity& e, std::vector<crud::sort_key>& meant);
    /// With one key, in the spelling of older clients: field and direction.
    std::pair<std::string, std::string> order_by(const crud::entity& e,
                                                 std::vector<crud::sort_key>& meant);
    std::string with(const crud::entity& e, std::vector<crud::expansion>& meant,
                     std::size_t depth = 0);
    std::string fields(const crud::entity& e, crud::column_set& meant);
    [[nodiscard]] crud::column_set all_fields(const crud::entity& e) const;
    /// `distinct`, or groupBy.
    std::string keys(const crud::entity& e, crud::grouping& meant, bool buckets);
    std::string aggregates(const crud::entity& e, crud::grouping& meant);
    std::string sort_of_groups(const crud::grouping& meant);

    /// Now something is wrong; remembered.
    bool oddly(std::size_t weight = 1) { return dice_.percent(oddness_ * weight) && (odd_ = true); }
    [[nodiscard]] bool odd() const noexcept { return odd_; }

private:
    using fitting = std::function<bool(const crud::column&)>;

    std::string strange_name();
    std::string field(const crud::entity& e, crud::field_ref& meant, const fitting& fits);
    const crud::relation* relation(const crud::entity& e, bool to_many_only);
    std::string node(const crud::entity& e, crud::expression& meant, std::size_t depth);
    std::string list(const crud::entity& e, crud::expression& meant, std::size_t depth);
    std::string comparison(const crud::entity& e, crud::expression& meant);
    std::string operands(const crud::entity& of, std::size_t column, crud::expression& meant);
    std::string operand(const crud::entity& of, std::size_t column, crud::expression& meant);
    std::string text_operand(const crud::entity& of, std::size_t column, crud::expression& meant);
    std::string over_many(const crud::entity& e, crud::expression& meant, std::size_t depth);
    std::string value_of(const crud::entity& e, std::size_t column);
    std::string expansion(const crud::entity& e, crud::expansion& meant, std::size_t depth);
    std::string direction(bool& descending);
    static void complete(const crud::entity& e, std::vector<crud::sort_key>& keys);

    const world& world_;
    const caller& caller_;
    dice& dice_;
    std::size_t oddness_;
    bool odd_ = false;
    std::size_t comparisons_ = 30, relations_ = 6; // that may still come
};

}
