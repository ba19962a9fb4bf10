// Who may act on whom, and give away what. Pure.
#pragma once
#include "domain/account.hpp"
#include <nucleus/principal.hpp>
#include <span>

namespace nucleus::auth {

/// Whom somebody is taken for who decides about others: an account with what the caller may do. A
/// key has no more rank than its lists.
[[nodiscard]] account as_account(const principal& caller);

/// Whether somebody has the claim for every row; a godmin has.
[[nodiscard]] bool holds(const account& by, const std::string& claim);
/// The same of a scoped one: without a scope, or with those scopes at least.
[[nodiscard]] bool holds(const account& by, const scoped_right& theirs);
/// Whether they have every one of the claims for every row.
[[nodiscard]] bool holds_all(const account& by, std::span<const std::string> claims);

/// Whether one may decide about accounts with these rights: nobody reaches what may do more than
/// they may, nor a godmin but a godmin.
[[nodiscard]] bool outranks(const account& by, const rights& theirs, bool they_are_god);

}
