#include "config/layer.hpp"
#include "config/json_path.hpp"
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <charconv>

namespace nucleus::config {

namespace {

void merge_into(boost::json::object& under, const boost::json::object& over) {
    for (const auto& member : over) {
        auto& target = under[member.key()];
        if (target.is_object() && member.value().is_object())
            merge_into(target.as_object(), member.value().as_object());
        else
            target = member.value();
    }
}

const boost::json::value* step_into(const boost::json::value& v, const std::string& step) {
    if (const auto* object = v.if_object()) return object->if_contains(step);
    const auto* array = v.if_array();
    std::size_t index = 0;
    const auto end = step.data() + step.size();
    if (!array || std::from_chars(step.data(), end, index).ptr != end) return nullptr;
    return array->if_contains(index);
}

bool has(const layer& l, const std::vector<std::string>& steps) {
    if (steps.empty()) return !l.values.empty();
    const auto* at = l.values.if_contains(steps.front());
    for (std::size_t i = 1; at && i < steps.size(); ++i) at = step_into(*at, steps[i]);
    return at != nullptr;
}

}

boost::json::object merge(const std::vector<layer>& layers) {
    boost::json::object merged;
    for (const auto& l : layers) merge_into(merged, l.values);
    return merged;
}

const layer* origin_of(const std::vector<layer>& layers, std::string_view path) {
    const auto steps = steps_of(path);
    for (auto l = layers.rbegin(); l != layers.rend(); ++l)
        if (has(*l, steps)) return &*l;
    return nullptr;
}

void place(boost::json::object& into, const std::vector<std::string>& steps,
           boost::json::value value) {
    auto* object = &into;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        auto& next = (*object)[steps[i]];
        if (!next.is_object()) next.emplace_object();
        object = &next.as_object();
    }
    (*object)[steps.back()] = std::move(value);
}

}
