#include "config/section_reader.hpp"
#include "config/json_path.hpp"
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <nucleus/json/json.hpp>

namespace nucleus::config {

namespace {

std::shared_ptr<void> defaults(const section_declaration& d) { return {d.make(), d.destroy}; }

result<void> read(const section_declaration& d, const boost::json::object& values, void* into) {
    return json::read(*d.described, into, boost::json::serialize(values));
}

/// Takes away the value that a pointer leads to; a whole list rather than one of its items, so that
/// the other items keep their places.
void remove(boost::json::object& values, const std::vector<std::string>& steps) {
    auto* object = &values;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        auto* next = object->if_contains(steps[i]);
        if (!next) return;
        if (i + 1 == steps.size() || !next->is_object()) {
            object->erase(steps[i]);
            return;
        }
        object = &next->as_object();
    }
}

bool inside(const std::string& path, const std::string& outer) {
    return path.starts_with(outer) &&
           (path.size() == outer.size() || path[outer.size()] == '.' || path[outer.size()] == '[');
}

/// Adds a finding unless that spot, or what is around or inside it, has one already.
void add_unless_known(report& found, const fault& f, std::size_t first) {
    const bool known =
        std::any_of(found.faults.begin() + static_cast<std::ptrdiff_t>(first), found.faults.end(),
                    [&](const fault& other) {
                        return inside(f.path, other.path) || inside(other.path, f.path);
                    });
    if (!known) found.add(f.path, f.code, f.message);
}

void check(const section_declaration& d, const void* section, const std::string& path,
           report& found, std::size_t first) {
    if (!d.check) return;
    std::vector<fault> broken;
    d.check(section, broken);
    for (auto& f : broken)
        add_unless_known(found, {path_below(path, f.path), std::move(f.code), std::move(f.message)},
                         first);
}

}

std::shared_ptr<void> read_section(const section_declaration& d, boost::json::object values,
                                   const std::string& path, report& found) {
    const auto first = found.faults.size();
    auto section = defaults(d);
    const auto outcome = read(d, values, section.get());
    if (outcome) {
        check(d, section.get(), path, found, first);
        return found.faults.size() == first ? section : nullptr;
    }
    const auto& wrong = outcome.error();
    if (wrong.faults.empty())
        found.add(path, std::string{wrong.kind->code}, std::string{wrong.text()});
    for (const auto& f : wrong.faults) {
        found.add(path_below(path, f.path), f.code, f.message);
        remove(values, steps_of(f.path));
    }
    auto rest = defaults(d);
    if (read(d, values, rest.get())) check(d, rest.get(), path, found, first);
    return nullptr;
}

}
