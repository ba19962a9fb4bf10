// The plugins of this process: loaded, described, ordered, started, stopped.
#pragma once
#include "config/report.hpp"
#include "pg/migrator.hpp"
#include <filesystem>
#include <memory>
#include <nucleus/catalog.hpp>
#include <nucleus/plugin.hpp>
#include <string>
#include <vector>

namespace nucleus::plugin_host {

/// One loaded plugin. Its library is never unloaded.
struct loaded_plugin {
    std::string name; ///< the file's stem: "auth"
    std::filesystem::path file;
    registry declared;
    std::unique_ptr<plugin> code;
};

/// Used from one thread: the main thread up to start(), then the control context.
class host {
public:
    host();
    ~host();
    host(host&&) noexcept;
    host& operator=(host&&) noexcept;

    /// Passes each through the gate, loads it and calls describe(). `names` are names of files in
    /// `directory` or paths. Every fault is reported with a sentence of its own (path: the plugin);
    /// false when there is any. Afterwards the plugins are in start order. `judged_alone`: services
    /// of plugins that are not among them are taken for granted.
    bool load(const std::vector<std::string>& names, const std::filesystem::path& directory,
              config::report& found, bool judged_alone = false);

    /// In start order: providers before those who require or use them, `after` before its users.
    [[nodiscard]] const std::vector<loaded_plugin>& plugins() const noexcept;

    /// What the plugins find in a config whose sections are sound; false when there is anything.
    bool check(const config_view& config, config::report& found) const;

    /// Lets each plugin add its endpoints. Key and path collisions, and endpoints that throw while
    /// being added, are reported; false when there is any.
    bool add_routes(catalog& c, const config_view& config, config::report& found);

    /// `home`: of the first schema.
    [[nodiscard]] std::vector<pg::plugin_migrations> migrations(const config_snapshot& config,
                                                                bool home) const;

    /// Starts in order. Throws std::runtime_error naming the plugin and its reason.
    task<void> start(start_context& context);
    /// Each in start order puts into the schema what belongs there. Throws std::runtime_error
    /// naming the plugin and its reason.
    task<void> populate(std::string schema, table_changes allowed);
    /// What tables they make there, and what rows, as text.
    [[nodiscard]] std::string tables() const;
    [[nodiscard]] std::string seeds() const;
    void reconfigure(const config_view& config) noexcept;
    /// Stops those that were started (the failed one too), in reverse order.
    task<void> stop() noexcept;

private:
    std::vector<loaded_plugin> plugins_;
    std::size_t started_ = 0; ///< how many have been asked to start
};

}
