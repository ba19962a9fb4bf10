// One validated configuration and what can be told about it.
#pragma once
#include "config/report.hpp"
#include <filesystem>
#include <memory>
#include <nucleus/config/snapshot.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::config {

/// One value as it may be shown.
struct shown_value {
    std::string path;   ///< "$.server.port"
    std::string json;   ///< the value, masked where secret; lists as a whole
    std::string origin; ///< as snapshot::origin()
};

class snapshot : public config_snapshot {
public:
    struct contents; ///< snapshot_contents.hpp; made by the loader
    explicit snapshot(std::unique_ptr<contents> c);
    ~snapshot() override;

    [[nodiscard]] bool switched_on(std::string_view section) const override;
    [[nodiscard]] bool switched_off(std::string_view section) const override;
    [[nodiscard]] std::string value_at(std::string_view path) const override;
    [[nodiscard]] secret_string secret(std::string_view env_name_or_literal) const override;
    [[nodiscard]] secret_string derived_key(std::string_view use) const override;
    [[nodiscard]] secret_string previous_key(std::string_view use) const override;
    [[nodiscard]] bool development() const override;
    [[nodiscard]] std::string public_url() const override;
    [[nodiscard]] std::string base_domain() const override;
    [[nodiscard]] std::string tenant_header() const override;
    [[nodiscard]] std::filesystem::path data_dir() const override;

    /// Everything in force, defaults included, with every secret as "***".
    [[nodiscard]] std::string masked_json() const;
    /// One section of it; throws std::out_of_range for a name that nobody declared.
    [[nodiscard]] std::string masked_json(std::string_view section) const;
    /// Where the value at "$.server.port" or "/server/port" comes from: the uppermost of `flag`,
    /// `env`, `override`, `file` that has it, else `default`.
    [[nodiscard]] std::string origin(std::string_view path) const;
    /// Every value in force with its origin.
    [[nodiscard]] std::vector<shown_value> values() const;
    /// Paths whose value differs in `newer`; the second only those that take a restart.
    [[nodiscard]] std::vector<std::string> changed_keys(const snapshot& newer) const;
    [[nodiscard]] std::vector<std::string> restart_keys(const snapshot& newer) const;

    /// This one as far as it takes effect at once: values that take a restart are those of
    /// `running`. Null, with the faults, when the two do not go together.
    [[nodiscard]] std::shared_ptr<const snapshot> applied_to(const snapshot& running,
                                                             report& found) const;

    [[nodiscard]] std::vector<env_reference> env_references() const;
    /// In development without server.secret: makes `<dataDir>/secret.key` unless it is there.
    /// derived_key() does the same when first used. Throws std::runtime_error with what to do.
    void ensure_secret() const;

protected:
    [[nodiscard]] const void* find(std::string_view section, const shape& s) const override;

private:
    std::unique_ptr<contents> contents_;
};

}
