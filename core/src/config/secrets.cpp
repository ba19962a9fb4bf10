#include "config/secrets.hpp"
#include "config/json_path.hpp"
#include "config/node.hpp"
#include <algorithm>
#include <boost/json/array.hpp>

namespace nucleus::config {

namespace {

constexpr std::size_t strong_bytes = 32;

/// Keys sign or derive; passwords and connection strings have rules of their own elsewhere.
bool is_key(const field& f) { return f.name == "secret" || f.name.ends_with("Secret"); }

}

bool is_env_name(std::string_view text) noexcept {
    const auto upper = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
    return !text.empty() && upper(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return upper(c) || (c >= '0' && c <= '9'); });
}

void secret_check::members(const boost::json::object& o, const shape& s, const std::string& path) {
    for (const auto& f : s.fields)
        if (const auto* v = o.if_contains(f.name))
            walk(*v, f.type, f.env_name ? &f : nullptr, member_path(path, f.name));
}

void secret_check::walk(const boost::json::value& v, const value_type* t, const field* named,
                        const std::string& path) {
    const auto at = node_of(t);
    if (const auto* string = v.if_string()) {
        if (named) text(std::string{*string}, *named, path);
    } else if (const auto* array = v.if_array()) {
        for (std::size_t i = 0; i < array->size(); ++i)
            walk((*array)[i], at.child("").type, named, item_path(path, i));
    } else if (const auto* object = v.if_object()) {
        if (at.object) return members(*object, *at.object, path);
        for (const auto& member : *object)
            walk(member.value(), at.child(member.key()).type, named,
                 member_path(path, member.key()));
    }
}

void secret_check::text(const std::string& value, const field& f, const std::string& path) {
    if (value.empty() || found_.knows(path)) return;
    const auto set = environment_.find(value);
    const bool resolved = set != environment_.end() && !set->second.empty();
    const bool substituted = substituted_.contains(path);
    if (is_env_name(value) && (resolved || !substituted)) {
        references_.push_back({value, path, resolved});
        if (resolved) return strength(set->second, f, path);
        return found_.add(path, "unset_variable",
                          "names the environment variable " + value +
                              ", which is not set; set it and start again");
    }
    if (production_ && !substituted)
        return found_.add(path, "literal_secret",
                          "holds a literal value, which production mode refuses: put the value "
                          "into an environment "
                          "variable and write its NAME here, or use ${file:/path}");
    if (substituted) literals_.insert(value);
    strength(value, f, path);
}

void secret_check::strength(std::string_view secret, const field& f, const std::string& path) {
    if (!production_ || !is_key(f) || secret.size() >= strong_bytes) return;
    found_.add(path, "weak_secret",
               "the secret has fewer than 32 bytes, which production mode refuses; make one with "
               "`openssl rand -hex 32`");
}

}
