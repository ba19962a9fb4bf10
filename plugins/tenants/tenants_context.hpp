// What the handlers and the command line work with.
#pragma once
#include "provisioning/provisioner.hpp"
#include "provisioning/remover.hpp"
#include "provisioning/updater.hpp"
#include "settings.hpp"
#include <nucleus/bind.hpp>
#include <nucleus/services.hpp>
#include <nucleus/services/audit_trail.hpp>
#include <nucleus/services/captchas.hpp>

namespace nucleus::tenants {

/// Of a field: space around its text is no part of it, and taken away before the text is checked.
inline constexpr attributes::attribute trimmed{
    [](field& f, double, const char*) { f.trim = true; }};

/// Without control characters: it is shown in terminals as well.
inline constexpr attributes::attribute one_line = attributes::pattern("^[^\\x00-\\x1F\\x7F]*$");

/// Filled when the plugin starts; the handlers run after that.
struct tenants_context {
    live_settings settings;
    administrators* admins = nullptr;
    schema_versions* versions = nullptr;
    resolution* known = nullptr;
    provisioner* maker = nullptr;
    updater* renewer = nullptr;
    remover* undoer = nullptr;
    const nucleus::services* services = nullptr; ///< for those of plugins that start after this one
};

/// The request's schema, which is the first one, and its deadline.
[[nodiscard]] inline pg::call call_of(const request_context& rc) {
    return {rc.schema, rc.deadline};
}

/// Who asks.
[[nodiscard]] performer performer_of(const request_context& rc);

/// A record of what was done to a tenant, where there is somebody who keeps records. `request`: who
/// has asked for it; null: a command of whoever runs the server.
task<void> record(pg::transaction& tx, const tenants_context& t, const request_context* request,
                  std::string_view operation, audited_row tenant);

}
