// Puts questions to the endpoints and holds what comes of them against what they mean.
#pragma once
#include "queries/checked_database.hpp"
#include "queries/evaluator.hpp"
#include "queries/question.hpp"
#include <boost/asio/io_context.hpp>
#include <boost/json/value.hpp>

namespace nucleus::fuzz {

class examiner {
public:
    struct tally {
        std::size_t questions = 0, statements = 0, refused = 0;
        std::size_t compared = 0; ///< answers whose rows were found by the evaluator too
    };

    examiner(const world& w, checked_database& db)
        : world_{w}
        , db_{db} {}

    /// Throws std::runtime_error that says what is wrong.
    void examine(const question& q);
    [[nodiscard]] const tally& counted() const noexcept { return tally_; }

private:
    void check_statements(const question& q, crud::deleted_mode deleted);
    void check_refusal(const question& q, const error& e) const;
    void check_suggestion(const question& q, const std::string& message) const;
    void check_answer(const question& q, const std::string& body);
    void check_groups(const question& q, const boost::json::array& items) const;
    void check_items(const caller& c, const crud::entity& e, const boost::json::array& items,
                     const std::vector<std::size_t>& rows, const crud::column_set& shown,
                     const std::vector<crud::expansion>& with) const;
    void check_branch(const caller& c, const crud::entity& e, const boost::json::object& item,
                      std::size_t row, const crud::expansion& x) const;
    /// Every statement that the store has for it, whatever the answer took.
    void check_store(const question& q, const crud::list_query& asked);
    void check_related(const caller& c, const crud::entity& e,
                       const std::vector<crud::expansion>& with);
    void check_pages(const question& q, const crud::list_query& asked);
    template <class T> std::optional<T> ask(task<T> t);

    const world& world_;
    checked_database& db_;
    boost::asio::io_context io_{1};
    tally tally_;
};

}
