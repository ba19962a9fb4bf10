// Words of a row scope that stand for its caller. Pure.
#pragma once
#include "domain/json_literal.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/principal.hpp>
#include <optional>
#include <string_view>

namespace nucleus::crud {

/// "$user.id", "$user.roles", "$tenant.id" and "$now", of one caller. Lives as long as he does.
class scope_words {
public:
    scope_words(const principal& who, instant now)
        : who_{who}
        , now_{now} {}
    /// Of somebody who could be anyone: for scopes that are judged before anybody meets them.
    [[nodiscard]] static scope_words of_anybody(instant now);

    /// Whether a string of a scope is meant as such a word.
    [[nodiscard]] static bool is_one(std::string_view text) noexcept;
    /// What it stands for; none: there is no such word.
    [[nodiscard]] std::optional<json_literal> meaning(std::string_view word) const;
    /// "there is no $user.nme; did you mean …?"
    [[nodiscard]] static std::string unknown(std::string_view word);

    [[nodiscard]] const principal& caller() const noexcept { return who_; }

private:
    const principal& who_;
    instant now_;
};

}
