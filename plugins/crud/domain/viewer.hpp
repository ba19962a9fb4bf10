// What one caller may see of each entity. Pure.
#pragma once
#include "domain/entity.hpp"
#include <nucleus/principal.hpp>

namespace nucleus::crud {

/// Whose rows may be touched: everybody's, or those of one owner.
using owner_filter = std::optional<uuid>;

/// Lives as long as the request whose caller it refers to; none: anonymous.
class viewer {
public:
    explicit viewer(const principal* who)
        : who_{who} {}

    /// Whether its rows may be read at all; of a table that is reached through another one too.
    [[nodiscard]] bool reads(const entity& e) const {
        return e.is_open(verb::get) || (who_ && who_->has(e.claim("get")));
    }
    /// Columns that this caller may not see.
    [[nodiscard]] column_set hidden(const entity& e) const;
    /// Whether a relation of `near` may be followed: tables and keys on the way are all in sight,
    /// for who follows a key learns it.
    [[nodiscard]] bool follows(const entity& near, const relation& r) const;
    /// With `ownership`, only a godmin reaches the rows of others; verbs that are open reach all.
    [[nodiscard]] owner_filter owner(const entity& e, verb v = verb::get) const {
        if (!e.owner || e.is_open(v) || !who_ || who_->is_god) return std::nullopt;
        return who_->user_id;
    }

private:
    const principal* who_;
};

}
