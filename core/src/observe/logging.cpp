#include "observe/logging.hpp"
#include "config/sections.hpp"
#include "observe/log_filter.hpp"
#include "observe/log_line.hpp"
#include <atomic>
#include <memory>
#include <mutex>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

namespace nucleus::log {

namespace {

std::atomic<level> least_level{level::info};
std::atomic<layout> line_layout{layout::automatic};
std::atomic<const scope_filter*> filter{nullptr}; // null: every scope

/// The filters ever set: a reader may still hold an old one, and a reload is rare.
const scope_filter* keep(std::vector<std::string> scopes) {
    static std::mutex guard;
    static std::vector<std::unique_ptr<scope_filter>> kept;
    if (scopes.empty()) return nullptr;
    const std::lock_guard lock{guard};
    for (const auto& known : kept)
        if (known->scopes() == scopes) return known.get();
    return kept.emplace_back(std::make_unique<scope_filter>(std::move(scopes))).get();
}

/// Serialises the lines; stderr is unbuffered, so each is one write(2).
spdlog::sinks::sink& sink() {
    static const auto to_stderr = [] {
        auto made = std::make_unique<spdlog::sinks::stderr_sink_mt>();
        made->set_formatter(std::make_unique<spdlog::pattern_formatter>(
            "%v", spdlog::pattern_time_type::local, "")); // the line is complete as it comes
        return made;
    }();
    return *to_stderr;
}

bool as_text() {
    static const bool terminal = ::isatty(STDERR_FILENO) == 1;
    const auto wanted = line_layout.load(std::memory_order_relaxed);
    return wanted == layout::text || (wanted == layout::automatic && terminal);
}

}

void configure(level least, layout as, std::vector<std::string> scopes) {
    filter.store(keep(std::move(scopes)), std::memory_order_release);
    line_layout.store(as, std::memory_order_relaxed);
    least_level.store(least, std::memory_order_relaxed);
}

bool enabled(level l, std::string_view scope) noexcept {
    if (l < least_level.load(std::memory_order_relaxed) || l >= level::off) return false;
    const auto* only = l < level::warn ? filter.load(std::memory_order_acquire) : nullptr;
    return !only || only->covers(scope);
}

void write(level l, std::string_view scope, std::string_view message,
           std::initializer_list<attribute> a) {
    thread_local std::string line;
    line.clear();
    const auto now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    if (as_text())
        append_text_line(line, now, l, scope, message, a);
    else
        append_json_line(line, now, l, scope, message, a);
    sink().log(spdlog::details::log_msg{{}, spdlog::level::info, {line.data(), line.size()}});
    if (line.capacity() > 16 * 1024) line = {};
}

}

namespace nucleus {

void configure_logging(const config_snapshot& config) {
    const auto& section = config.get<config::logging_config>("logging");
    log::configure(static_cast<log::level>(section.level), static_cast<log::layout>(section.format),
                   section.scopes);
}

}
