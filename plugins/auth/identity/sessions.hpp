// Whom a credential stands for: the service `identity`, answered from memory while that is safe.
#pragma once
#include "identity/key_uses.hpp"
#include "identity/session_cache.hpp"
#include "identity/settings.hpp"
#include <nucleus/services/bus.hpp>
#include <nucleus/services/identity.hpp>
#include <nucleus/workers.hpp>

namespace nucleus::auth {

class sessions final : public identity {
public:
    /// All of it outlives this.
    sessions(const live_settings& settings, workers& w, bus& b, std::string cookie_name);

    /// Drops what other nodes announce. Once, on the control context.
    void listen();

    task<result<principal_ptr>> authenticate(request_context& rc, credential c) override;
    [[nodiscard]] principal_ptr cached(request_context& rc, credential c) noexcept override;
    /// A browser whose sign-in waits for approval has a refresh cookie and nothing else.
    task<error> turn_away(request_context& rc) override;
    [[nodiscard]] std::string_view cookie_name() const noexcept override { return cookie_name_; }

    /// The live session of that id, from memory or the database; null when it is over.
    task<known_session_ptr> find(request_context& rc, const uuid& id);
    /// What the caller's credential stands for, the same way.
    task<known_session_ptr> find_caller(request_context& rc);
    /// Only from memory.
    [[nodiscard]] known_session_ptr recall(const request_context& rc, const uuid& id);
    /// How often keys are used.
    [[nodiscard]] key_uses& uses() noexcept { return uses_; }

    /// Everything is asked of the database again: keys or rules have changed.
    void forget_all();
    /// The same for one schema, and done when it returns.
    task<void> forget_everybody(std::string schema);
    /// Once it returns, no worker of this node takes these sessions and keys for alive. Call it
    /// after the commit of what ended them and before answering.
    task<void> forget(std::vector<uuid> ids);

private:
    [[nodiscard]] known_session_ptr standing(const request_context& rc, known_session_ptr known);
    task<known_session_ptr> load(request_context& rc, const uuid& id);
    task<result<principal_ptr>> authenticate_key(request_context& rc, std::string_view key);
    task<known_session_ptr> load_key(request_context& rc, const uuid& id,
                                     std::optional<std::string_view> key);

    const live_settings& settings_;
    workers& workers_;
    bus& bus_;
    std::string cookie_name_;
    worker_local<session_cache> caches_;
    key_uses uses_;
};

}
