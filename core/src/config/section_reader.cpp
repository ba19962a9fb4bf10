#include "config/section_reader.hpp"
#include "config/json_path.hpp"
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <nucleus/json/json.hpp>
#include <utility>

namespace nucleus::config {

namespace {

std::shared_ptr<void> defaults(const section_declaration& d) { return {d.make(), d.destroy}; }

result<void> read(const section_declaration& d, const boost::json::object& values, void* into) {
    return json::read(*d.described, into, boost::json::serialize(values));
}

/// Takes away what a pointer leads to: a whole list rather than one of its items, so that the other
/// items keep their places, and the whole object around a member that is missing.
void remove(boost::json::object& values, const std::vector<std::string>& steps) {
    boost::json::object *object = &values, *around = nullptr;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        auto* next = object->if_contains(steps[i]);
        if (!next && around) around->erase(steps[i - 1]);
        if (!next) return;
        if (i + 1 == steps.size() || !next->is_object()) {
            object->erase(steps[i]);
            return;
        }
        around = std::exchange(object, &next->as_object());
    }
}

void add_unless_known(report& found, const fault& f, const std::string& section) {
    const auto path = path_below(section, f.path);
    if (!found.knows(path)) found.add(path, f.code, f.message);
}

void check(const section_declaration& d, const void* section, const std::string& path,
           report& found) {
    if (!d.check) return;
    std::vector<fault> broken;
    d.check(section, broken);
    for (const auto& f : broken) add_unless_known(found, f, path);
}

}

std::shared_ptr<void> read_section(const section_declaration& d, boost::json::object values,
                                   const std::string& path, report& found) {
    const auto first = found.faults.size();
    auto section = defaults(d);
    const auto outcome = read(d, values, section.get());
    if (outcome) {
        check(d, section.get(), path, found);
        return found.faults.size() == first ? section : nullptr;
    }
    const auto& wrong = outcome.error();
    if (wrong.faults.empty()) // text from the environment or a flag that is not UTF-8, say
        found.add(path, std::string{wrong.kind->code},
                  "cannot be read: " + std::string{wrong.text()});
    for (const auto& f : wrong.faults) {
        add_unless_known(found, f, path);
        remove(values, steps_of(f.path));
    }
    auto rest = defaults(d);
    if (read(d, values, rest.get())) check(d, rest.get(), path, found);
    return nullptr;
}

}
