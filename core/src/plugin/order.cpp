#include "plugin/order.hpp"
#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace nucleus::plugin_host {

namespace {

/// The bundled plugin that provides a service, for the advice in a message.
std::string_view usual_provider(std::string_view service) {
    if (service == "identity" || service == "passwords" || service == "administrators" ||
        service == "stale_claims")
        return "auth";
    if (service == "schema_owner") return "crud";
    if (service == "mailer") return "mail";
    return {};
}

class question {
public:
    question(const std::vector<participant>& all, const std::vector<std::string>& core_services)
        : all_{all}
        , core_{core_services}
        , before_(all.size()) {}

    start_order answer() {
        index();
        for (std::size_t i = 0; i < all_.size(); ++i) add_predecessors(i);
        if (out_.faults.empty()) arrange();
        if (!out_.faults.empty()) out_.indexes.clear();
        return std::move(out_);
    }

private:
    void fault(std::size_t i, std::string code, std::string message) {
        out_.faults.push_back({all_[i].name, std::move(code), std::move(message)});
    }

    void index() {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            if (!names_.emplace(all_[i].name, i).second)
                fault(i, "duplicate_plugin",
                      "two loaded files have this plugin's name: remove one "
                      "from plugins.load, or rename its file");
            for (const auto& service : all_[i].provides) {
                const auto [first, fresh] = providers_.emplace(service, i);
                const bool of_core = std::find(core_.begin(), core_.end(), service) != core_.end();
                if (fresh && !of_core) continue;
                fault(i, "duplicate_service",
                      "provides the service '" + service + "', which " +
                          (of_core ? "core" : all_[first->second].name) +
                          " provides already: load only one of them");
            }
        }
    }

    void add_predecessors(std::size_t i) {
        for (const auto& service : all_[i].requires_services) {
            if (std::find(core_.begin(), core_.end(), service) != core_.end()) continue;
            if (const auto p = provider(service))
                before(*p, i);
            else
                fault(i, "missing_service", missing(service));
        }
        for (const auto& service : all_[i].uses)
            if (const auto p = provider(service)) before(*p, i);
        for (const auto& name : all_[i].after)
            if (const auto p = names_.find(name); p != names_.end()) before(p->second, i);
    }

    [[nodiscard]] std::optional<std::size_t> provider(const std::string& service) const {
        const auto p = providers_.find(service);
        return p == providers_.end() ? std::nullopt : std::optional{p->second};
    }
    void before(std::size_t first, std::size_t second) {
        if (first != second) before_[second].push_back(first);
    }
    static std::string missing(const std::string& service) {
        const auto usual = usual_provider(service);
        return "requires the service '" + service + "', which no loaded plugin provides: " +
               (usual.empty() ? "add the plugin that provides it to plugins.load"
                              : "load the plugin " + std::string{usual});
    }

    /// Takes the first plugin that waits for nobody, again and again.
    void arrange() {
        std::vector<bool> placed(all_.size());
        const auto waits = [&](std::size_t i) {
            return std::any_of(before_[i].begin(), before_[i].end(),
                               [&](std::size_t p) { return !placed[p]; });
        };
        while (out_.indexes.size() < all_.size()) {
            std::size_t next = 0;
            while (next < all_.size() && (placed[next] || waits(next))) ++next;
            if (next == all_.size()) return report_cycle(placed);
            placed[next] = true;
            out_.indexes.push_back(next);
        }
    }

    /// Everyone left waits for someone left: following that, one comes by the same plugin again.
    void report_cycle(const std::vector<bool>& placed) {
        std::vector<std::size_t> walked;
        std::size_t at = 0;
        while (placed[at]) ++at;
        while (std::find(walked.begin(), walked.end(), at) == walked.end()) {
            walked.push_back(at);
            at = *std::find_if(before_[at].begin(), before_[at].end(),
                               [&](std::size_t p) { return !placed[p]; });
        }
        walked.erase(walked.begin(), std::find(walked.begin(), walked.end(), at));
        std::string circle;
        for (const auto i : walked) circle += all_[i].name + " → ";
        fault(at, "cyclic_plugins",
              "waits for itself: " + circle + all_[at].name +
                  " (each is to start after the next): remove one of these dependencies");
    }

    const std::vector<participant>& all_;
    const std::vector<std::string>& core_;
    std::map<std::string, std::size_t> names_, providers_;
    std::vector<std::vector<std::size_t>> before_; ///< who must have started, by plugin
    start_order out_;
};

}

start_order order(const std::vector<participant>& all,
                  const std::vector<std::string>& core_services) {
    return question{all, core_services}.answer();
}

}
