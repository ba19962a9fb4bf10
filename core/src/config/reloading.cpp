// What of a new configuration takes effect without a restart.
#include "config/json_path.hpp"
#include "config/node.hpp"
#include "config/section_reader.hpp"
#include "config/snapshot.hpp"
#include "config/snapshot_contents.hpp"
#include <boost/json/value.hpp>

namespace nucleus::config {

namespace {

namespace json = boost::json;

json::object object_in(const json::value* v) {
    return v && v->is_object() ? v->get_object() : json::object{};
}

/// Puts the old values of what is marked `restart` into `fresh`; whether that changed anything.
bool keep_old(const shape& s, const json::object& old, json::object& fresh) {
    bool changed = false;
    for (const auto& f : s.fields) {
        const auto* was = old.if_contains(f.name);
        const auto* is = fresh.if_contains(f.name);
        const auto at = node_of(f.type);
        if (f.restart) {
            if (was ? is && *was == *is : !is) continue;
            changed = true;
            if (was)
                fresh[f.name] = *was;
            else
                fresh.erase(f.name);
        } else if (at.object) {
            auto inside = object_in(is);
            if (!keep_old(*at.object, object_in(was), inside)) continue;
            changed = true;
            fresh[f.name] = std::move(inside);
        }
    }
    return changed;
}

}

std::shared_ptr<const snapshot> snapshot::applied_to(const snapshot& running, report& found) const {
    auto parts = std::make_unique<contents>(*contents_);
    for (auto& section : parts->sections) {
        const auto& d = section.declaration;
        auto values = section.given;
        if (!keep_old(*d.described, running.contents_->at(d.name).given, values)) continue;
        const bool bare = d.name.empty() || is_list(d);
        const auto path = bare ? std::string{document_root} : member_path(document_root, d.name);
        auto read = read_section(d, values, path, found);
        if (!read) return nullptr;
        section.value = std::move(read);
        section.given = std::move(values);
    }
    parts->literals.insert(running.contents_->literals.begin(), running.contents_->literals.end());
    return std::make_shared<const snapshot>(std::move(parts));
}

}
