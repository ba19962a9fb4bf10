// Makes changes.
#pragma once
#include "schema/change.hpp"
#include "schema/waiting.hpp"

namespace nucleus::crud {

/// On one connection, whose statements have no time limit. Every failure is a std::runtime_error
/// that names entity, column and remedy.
class maker {
public:
    maker(pg::connection& on, waiting& watch, std::string schema)
        : on_{on}
        , watch_{watch}
        , schema_{std::move(schema)} {}

    /// Throws when rows stand in the way of one of them. Changes nothing.
    task<void> probe(const std::vector<change>& changes);
    /// What goes into one transaction: all of it or nothing.
    task<void> make_together(const std::vector<change>& changes);
    /// The rest of one; should it fail, that one is as it was before.
    task<void> make_later(const change& c);

private:
    struct refusal {
        const change* of = nullptr; ///< null: there was none
        std::string sqlstate{}, message{};
    };
    /// A change and SQL of it.
    using part = std::pair<const change*, std::string>;
    /// In one transaction.
    task<refusal> attempt(const std::vector<part>& parts);
    /// The same, again and again while others hold a lock that it needs.
    task<refusal> insist(std::vector<part> parts);
    task<refusal> run(const change& c, const later_work& work);
    task<refusal> run_beside(const change& c, std::string sql);
    task<refusal> run_batches(const change& c, std::string sql);
    /// What then is the state, in words.
    task<std::string> take_back(const change& c);
    [[nodiscard]] std::string reason(const refusal& r) const;
    [[noreturn]] void refuse(const change& c, const refusal& r, const std::string& state) const;

    pg::connection& on_;
    waiting& watch_;
    std::string schema_;
};

/// "entity items: cannot add the column (items.a): why; remedy".
[[nodiscard]] std::string sentence(const change& c, const std::string& why);

}
