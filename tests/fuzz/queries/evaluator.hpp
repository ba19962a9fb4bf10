// What a list has to answer, found over rows in memory: SQL's logic, said a second time.
#pragma once
#include "domain/list_query.hpp"
#include "queries/world.hpp"

namespace nucleus::fuzz {

class evaluator {
public:
    evaluator(const world& w, const caller& c)
        : world_{w}
        , caller_{c} {}

    /// Indices of the rows that `q` chooses, in its order, all pages. Operands of `q` are as in the
    /// request.
    [[nodiscard]] std::vector<std::size_t> rows(const crud::entity& e,
                                                const crud::list_query& q) const;
    /// Those that `x` expands for row `parent` of `e`, in order and within its limit.
    [[nodiscard]] std::vector<std::size_t> related(const crud::entity& e, std::size_t parent,
                                                   const crud::expansion& x) const;
    /// Whether that comparison is known here: not words of a language and JSON paths.
    [[nodiscard]] static bool knows(const crud::expression& x);

    /// The value of a field of row `r`; none: NULL, or the row it belongs to is not to be seen.
    [[nodiscard]] std::optional<std::string> value(const crud::entity& e, std::size_t r,
                                                   const crud::field_ref& f) const;

private:
    using truth = std::optional<bool>; ///< none: unknown

    [[nodiscard]] bool there(const crud::entity& e, std::size_t r,
                             crud::deleted_mode deleted = crud::deleted_mode::without) const;
    [[nodiscard]] truth holds(const crud::entity& e, std::size_t r,
                              const crud::expression& x) const;
    [[nodiscard]] truth compares(const crud::entity& e, std::size_t r,
                                 const crud::expression& x) const;
    [[nodiscard]] bool found(const crud::entity& e, std::size_t r, const std::string& words) const;
    [[nodiscard]] std::vector<std::size_t> linked(const crud::entity& e, std::size_t r,
                                                  const crud::relation& over) const;
    void sort(const crud::entity& e, std::vector<std::size_t>& rows,
              const std::vector<crud::sort_key>& order) const;

    const world& world_;
    const caller& caller_;
};

}
