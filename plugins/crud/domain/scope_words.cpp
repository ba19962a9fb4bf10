#include "domain/scope_words.hpp"
#include <algorithm>
#include <array>
#include <nucleus/suggestion.hpp>

namespace nucleus::crud {

namespace {

constexpr std::array<std::string_view, 4> words{"$user.id", "$user.roles", "$tenant.id", "$now"};
/// What nobody would begin another text with.
constexpr std::array<std::string_view, 3> beginnings{"$user", "$tenant", "$now"};

json_literal one(std::string text) {
    json_literal l;
    l.is = json_literal::kind::string;
    l.text = std::move(text);
    l.of_caller = true;
    return l;
}

json_literal list(const std::vector<std::string>& texts) {
    json_literal l;
    l.is = json_literal::kind::array;
    for (const auto& t : texts) l.items.push_back(one(t));
    return l;
}

}

scope_words scope_words::of_anybody(instant now) {
    static const principal anybody = [] {
        principal p;
        p.user_id = *uuid::parse("00000000-0000-7000-8000-000000000000");
        p.tenant = p.user_id.text();
        p.roles = {"role"};
        return p;
    }();
    return {anybody, now};
}

bool scope_words::is_one(std::string_view text) noexcept {
    return std::ranges::any_of(beginnings, [&](auto b) { return text.starts_with(b); });
}

std::optional<json_literal> scope_words::meaning(std::string_view word) const {
    if (word == "$user.id") return one(who_.user_id.text());
    if (word == "$user.roles") return list(who_.roles);
    if (word == "$tenant.id") return one(who_.tenant);
    if (word == "$now") return one(format_instant(now_));
    return std::nullopt;
}

std::string scope_words::unknown(std::string_view word) {
    return "there is no " + std::string{word} + suggestion(word, {words.begin(), words.end()});
}

}
