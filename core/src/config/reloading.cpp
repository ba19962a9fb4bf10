// What of a new configuration takes effect without a restart.
#include "config/effective.hpp"
#include "config/json_path.hpp"
#include "config/node.hpp"
#include "config/section_reader.hpp"
#include "config/snapshot.hpp"
#include "config/snapshot_contents.hpp"
#include <boost/json/value.hpp>

namespace nucleus::config {

namespace {

namespace json = boost::json;

/// Puts the old values of what is marked `restart` into `fresh`; whether that changed anything.
bool keep_old(const shape& s, const json::object& old, json::object& fresh) {
    bool changed = false;
    for (const auto& f : s.fields) {
        const auto* was = old.if_contains(f.name);
        auto* is = fresh.if_contains(f.name);
        const auto at = node_of(f.type);
        if (f.restart) {
            if (was && is && *was == *is) continue;
            if (!was && !is) continue;
            changed = true;
            if (was)
                fresh[f.name] = *was;
            else
                fresh.erase(f.name);
        } else if (at.object && was && was->is_object() && is && is->is_object()) {
            changed |= keep_old(*at.object, was->get_object(), is->get_object());
        }
    }
    return changed;
}

}

std::shared_ptr<const snapshot> snapshot::applied_to(const snapshot& running, report& found) const {
    auto parts = std::make_unique<contents>(*contents_);
    for (auto& section : parts->sections) {
        const auto& d = section.declaration;
        const auto old =
            effective(*d.described, running.contents_->at(d.name).value.get(), secrets::kept);
        auto values = effective(*d.described, section.value.get(), secrets::kept);
        if (!keep_old(*d.described, old, values)) continue;
        const bool bare = d.name.empty() || is_list(d);
        auto read = read_section(
            d, std::move(values),
            bare ? std::string{document_root} : member_path(document_root, d.name), found);
        if (!read) return nullptr;
        section.value = std::move(read);
    }
    parts->literals.insert(running.contents_->literals.begin(), running.contents_->literals.end());
    return std::make_shared<const snapshot>(std::move(parts));
}

}
