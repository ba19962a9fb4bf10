// Names of what is referred to.
#include "generate/components.hpp"
#include <boost/json/value.hpp>

namespace nucleus::generate {

namespace json = boost::json;

namespace {

json::object reference(const char* kind, const std::string& name) {
    return {{"$ref", std::string{"#/components/"} + kind + "/" + name}};
}

/// The first of name, name2, name3 … that is free or holds the same.
std::string place(const json::object& among, const std::string& name, const json::object& content) {
    for (int n = 1;; ++n) {
        auto candidate = n == 1 ? name : name + std::to_string(n);
        const auto* taken = among.if_contains(candidate);
        if (!taken || *taken == content) return candidate;
    }
}

}

std::string components::name_for(const use& u, const json::object& content) {
    const auto plain = u.of->name.empty() ? std::string{"Object"} : u.of->name;
    const auto* taken = schemas_.if_contains(plain);
    if (!taken || *taken == content) return plain;
    const char* suffix = u.to == direction::answer ? "" : u.partial ? "Patch" : "Input";
    return place(schemas_, plain + suffix, content);
}

json::object components::schema(const shape& s, direction to, bool partial) {
    const use u{&s, to, partial};
    if (const auto known = names_.find(u); known != names_.end())
        return reference("schemas", known->second);
    // A type that is found within itself while it is being described refers to its own name.
    names_[u] = s.name.empty() ? "Object" : s.name;
    const schema_options options{to, partial, [this, to](const shape& nested) {
                                     return std::string{schema(nested, to).at("$ref").as_string()};
                                 }};
    auto content = schema_of(s, options);
    const auto name = name_for(u, content);
    names_[u] = name;
    schemas_[name] = std::move(content);
    return reference("schemas", name);
}

json::object components::schema(const std::string& name, json::object content) {
    const auto free = place(schemas_, name, content);
    schemas_[free] = std::move(content);
    return reference("schemas", free);
}

json::object components::response(const std::string& name, json::object content) {
    const auto free = place(responses_, name, content);
    responses_[free] = std::move(content);
    return reference("responses", free);
}

}
