// Accounts that exist by decree: the config's godmin, and those of `nucleusd admin create`.
#pragma once
#include "handlers/auth_context.hpp"
#include <nucleus/services/administrators.hpp>

namespace nucleus::auth {

/// Whether the account that authorization.godminEmail names can be made.
void check_godmin(const config_snapshot& config, std::vector<fault>& found);

class godmins final : public administrators {
public:
    godmins(auth_context& auth, pg::database& control, std::string schema)
        : auth_{auth}
        , database_{control}
        , schema_{std::move(schema)} {}

    task<result<uuid>> create(std::string email, secret_string password) override;
    [[nodiscard]] std::vector<fault>
    faults_of(std::string email, const std::optional<secret_string>& password) const override;
    task<result<administrator_draft>> draft(std::string email,
                                            std::optional<secret_string> password) override;
    task<void> appoint(pg::transaction& tx, const future_administrator& who) override;
    task<result<void>> spend_mail(request_context& rc, std::string email) override;
    task<bool> is_inhabited(pg::transaction& tx, std::string schema) override;
    /// Makes the account that authorization.godminEmail names, unless there is one with that
    /// address: that is left as it is. Throws std::runtime_error when address or password will not
    /// do.
    task<void> ensure_configured(const config_snapshot& config);

private:
    task<result<uuid>> make(std::string email, secret_string password, bool only_if_missing);
    auth_context& auth_;
    pg::database& database_;
    std::string schema_;
};

}
