#include "config/normalise.hpp"
#include "config/convert.hpp"
#include "config/json_path.hpp"
#include "config/node.hpp"
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <nucleus/suggestion.hpp>

namespace nucleus::config {

bool is_annotation(std::string_view key) noexcept {
    return key == "$schema" || key.starts_with("x-");
}

void normaliser::walk(boost::json::value& v, const value_type* t, const std::string& path) {
    t = node_of(t).type;
    if (v.is_string()) return text(v, t, path);
    const bool in_container = t && t->holds != container::none;
    if (auto* array = v.if_array()) {
        for (std::size_t i = 0; i < array->size(); ++i)
            walk((*array)[i], in_container ? t->element : nullptr, item_path(path, i));
    } else if (auto* object = v.if_object()) {
        if (t && !in_container && t->kind == value_kind::object)
            return members(*object, t->object(), path);
        for (auto& member : *object)
            walk(member.value(), in_container ? t->element : nullptr,
                 member_path(path, member.key()));
    }
}

void normaliser::members(boost::json::object& o, const shape& s, const std::string& path) {
    std::vector<std::string> known, dropped;
    for (const auto& f : s.fields) known.push_back(f.name);
    for (auto& member : o) {
        const std::string key{member.key()};
        if (const auto* f = s.find(key)) {
            walk(member.value(), f->type, member_path(path, key));
        } else if (is_annotation(key) || s.open) {
            if (!s.open) dropped.push_back(key);
        } else {
            dropped.push_back(key);
            found_.add(member_path(path, key), "unknown_key",
                       "unknown key \"" + key + "\"" + suggestion(key, known));
        }
    }
    for (const auto& key : dropped) o.erase(key);
}

void normaliser::text(boost::json::value& v, const value_type* t, const std::string& path) {
    const auto& string = v.get_string();
    if (string.find("${") == boost::json::string::npos) return;
    const auto expanded = expand(string, environment_);
    if (!expanded.problem.empty()) {
        found_.add(path, "substitution", expanded.problem);
        return;
    }
    if (expanded.changed) substituted_.insert(path);
    if (expanded.whole)
        v = convert(expanded.text, t);
    else
        v = boost::json::string{expanded.text};
}

}
