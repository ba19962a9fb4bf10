// Invalidations between nodes.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace nucleus {

/// Announcements made with pg::transaction::notify reach the subscribers of every node, this one
/// included, after the commit. Carries invalidations only. Provided by core.
class bus {
public:
    static constexpr std::string_view service_name = "bus";
    virtual ~bus();
    /// `on_message(payload)` runs on the control context; `on_gap()` when announcements may have
    /// been lost (reconnect): drop everything. Subscribe in plugin::start.
    virtual void subscribe(std::string topic,
                           std::function<void(std::string_view payload)> on_message,
                           std::function<void()> on_gap) = 0;
    /// False when the channel has been silent for more than a second: caches must not be trusted.
    /// Any thread, lock-free.
    [[nodiscard]] virtual bool trusted() const noexcept = 0;
};

}
