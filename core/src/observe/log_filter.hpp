// Which lines are written.
#pragma once
#include <algorithm>
#include <nucleus/log.hpp>
#include <string>
#include <vector>

namespace nucleus::log {

/// An immutable list of scopes; "auth.*" covers auth and everything beneath it.
class scope_filter {
public:
    explicit scope_filter(std::vector<std::string> scopes)
        : scopes_{std::move(scopes)} {}

    [[nodiscard]] bool covers(std::string_view scope) const noexcept {
        return scopes_.empty() ||
               std::any_of(scopes_.begin(), scopes_.end(), [&](std::string_view s) {
                   if (s == "*") return true;
                   if (!s.ends_with(".*")) return s == scope;
                   s.remove_suffix(2);
                   return scope.starts_with(s) &&
                          (scope.size() == s.size() || scope[s.size()] == '.');
               });
    }
    [[nodiscard]] const std::vector<std::string>& scopes() const noexcept { return scopes_; }

private:
    std::vector<std::string> scopes_;
};

}
