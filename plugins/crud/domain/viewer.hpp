// What one caller may see and touch of each entity. Pure.
#pragma once
#include "domain/entity.hpp"
#include "domain/expression.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/principal.hpp>

namespace nucleus::crud {

using hooks_of_all = std::vector<std::shared_ptr<entity_hook>>;

/// Whose rows may be touched: everybody's, or those of one owner.
using owner_filter = std::optional<uuid>;

/// What a caller wants to do with rows that are there; each has its own claim.
enum class right : std::uint8_t { get, put, del, bulk_put, bulk_del };
/// "get", "bulk.put": of `get.<table>`.
[[nodiscard]] std::string_view method_of(right r) noexcept;

/// Lives as long as the request whose caller it refers to; none: anonymous.
class viewer {
public:
    /// `hooks` may be null.
    explicit viewer(const principal* who, const hooks_of_all* hooks = nullptr, instant now = {})
        : who_{who}
        , hooks_{hooks}
        , now_{now} {}
    /// Nothing is hidden from it.
    [[nodiscard]] static const viewer& all_seeing();

    /// Whether its rows may be read at all; of a table that is reached through another one too.
    [[nodiscard]] bool reads(const entity& e) const {
        return e.is_open(verb::get) || (who_ && who_->reaches(e.claim("get")));
    }
    /// Columns that this caller may not see.
    [[nodiscard]] column_set hidden(const entity& e) const;
    /// Whether rows may be reached over `r` from those of `from`: the tables at its end and in
    /// between may be read, and so may the columns that say which rows belong together.
    [[nodiscard]] bool follows(const entity& from, const relation& r) const;
    /// With `ownership`, only a godmin reaches the rows of others; verbs that are open reach all.
    [[nodiscard]] owner_filter owner(const entity& e, right r = right::get) const;
    /// What else rows must be like to be reached: the scopes of the claim, and what plugins say.
    [[nodiscard]] std::vector<expression> scopes(const entity& e, right r = right::get) const;

private:
    [[nodiscard]] bool sees(const entity& e, std::size_t column) const {
        return !e.columns[column].guarded || (who_ && who_->has(e.columns[column].claim));
    }
    const principal* who_;
    const hooks_of_all* hooks_;
    instant now_;
};

}
