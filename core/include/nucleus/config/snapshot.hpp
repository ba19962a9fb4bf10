// The configuration that is in force.
#pragma once
#include <filesystem>
#include <memory>
#include <nucleus/describe.hpp>
#include <nucleus/error.hpp>
#include <string>
#include <string_view>

namespace nucleus {

/// One immutable, validated state of the whole configuration. A reload publishes a new one; whoever
/// holds an old one may finish with it. Any thread.
class config_snapshot {
public:
    virtual ~config_snapshot();
    /// The section's struct as registered (registry::section<T>), defaults filled in. Throws
    /// std::out_of_range for a name that nobody registered.
    template <described T> [[nodiscard]] const T& get(std::string_view section) const {
        return *static_cast<const T*>(find(section, shape_of<T>()));
    }
    /// True when the file, the environment or an override mentions the section, and its `enabled`
    /// is not false. The section may be one of a plugin that is not loaded.
    [[nodiscard]] virtual bool switched_on(std::string_view section) const = 0;
    /// True when it is mentioned, and its `enabled` is false.
    [[nodiscard]] virtual bool switched_off(std::string_view) const { return false; }
    /// What is in force at a path of any plugin's section ("$.authentication.captcha.forms"), as
    /// JSON: a scalar or a list, secrets as "***". Empty: there is none. For checks: what a plugin
    /// needs of another one while it serves is a service.
    [[nodiscard]] virtual std::string value_at(std::string_view) const { return {}; }
    /// The value of the environment variable that an `env_name` field names, or of the literal
    /// itself where literals are allowed; empty when it is not set.
    [[nodiscard]] virtual secret_string secret(std::string_view env_name_or_literal) const = 0;
    /// A key of 32 bytes derived from server.secret for one purpose (HKDF-SHA256, label = use).
    [[nodiscard]] virtual secret_string derived_key(std::string_view use) const = 0;
    /// The same from server.previousSecret, for what was signed before it was rotated; empty
    /// without one.
    [[nodiscard]] virtual secret_string previous_key(std::string_view) const { return {}; }
    /// "development" or "production".
    [[nodiscard]] virtual bool development() const = 0;
    /// server.publicUrl, or http://host:port as configured: what links begin with. No slash at its
    /// end.
    [[nodiscard]] virtual std::string public_url() const { return {}; }
    /// database.baseDomain: tenants are subdomains of it; empty: they are named by the header
    /// alone.
    [[nodiscard]] virtual std::string base_domain() const { return {}; }
    /// database.tenantHeader.
    [[nodiscard]] virtual std::string tenant_header() const { return "x-tenant-id"; }
    /// database.dataDir, or its default; absolute. Files of a plugin go into a folder of their own.
    [[nodiscard]] virtual std::filesystem::path data_dir() const { return {}; }

protected:
    [[nodiscard]] virtual const void* find(std::string_view section, const shape& s) const = 0;
};
using config_view = std::shared_ptr<const config_snapshot>;

/// What a section's own rule check finds beyond its shape; `path` is relative to the section.
using section_check = void (*)(const void* section, std::vector<fault>& found);

}
