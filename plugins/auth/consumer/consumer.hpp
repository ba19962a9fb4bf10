// mode "consumer": the service `identity` for tokens of another nucleusd.
#pragma once
#include "consumer/idp.hpp"
#include "domain/access_token.hpp"
#include <nucleus/bounded_map.hpp>
#include <nucleus/config/snapshot.hpp>
#include <nucleus/services/identity.hpp>
#include <nucleus/workers.hpp>
#include <optional>

namespace nucleus::auth {

/// Verifies tokens by itself and asks what their owners may do; answers are trusted for
/// authentication.checkTtl. Without idpUrl the token is all there is.
class consumer final : public identity {
public:
    consumer(const config_snapshot& config, workers& w);

    task<result<principal_ptr>> authenticate(request_context& rc, credential c) override;
    [[nodiscard]] principal_ptr cached(request_context& rc, credential c) noexcept override;
    [[nodiscard]] std::string_view cookie_name() const noexcept override { return cookie_name_; }

    /// Throws std::invalid_argument when a key is unusable.
    void reconfigure(const config_snapshot& config);
    task<void> close();

private:
    struct settings {
        authentication_config authentication;
        bool authorization = true;
        std::shared_ptr<const crypto::token_signer> key; ///< null: those of the other nucleusd
    };
    /// Who it is; null: a token that was refused.
    struct known {
        principal_ptr caller;
        instant until;
    };
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view t) const noexcept {
            return std::hash<std::string_view>{}(t);
        }
    };
    struct memory {
        bounded_map<std::string, known, text_hash> by_token{20'000};
        bounded_map<std::string, known, text_hash> refused{2'000}; ///< anybody can send such
    };

    [[nodiscard]] static std::shared_ptr<const settings> make(const config_snapshot& config);
    task<result<access_claims>> verify(request_context& rc, const settings& s,
                                       std::string_view token);
    task<result<caller_rights>> rights(request_context& rc, const access_claims& token_claims,
                                       std::string_view token);
    task<result<principal_ptr>> authenticate_key(request_context& rc, std::string_view key);
    principal_ptr keep(const request_context& rc, std::string_view token, principal_ptr caller,
                       const settings& asked_with, instant until);
    error refused(const request_context& rc, std::string_view token, error why,
                  const settings& asked_with, instant until);
    [[nodiscard]] const known* recall(const request_context& rc, std::string_view token);

    published<settings> settings_;
    std::string cookie_name_;
    workers& workers_;
    std::optional<idp> idp_;
    worker_local<memory> memories_;
};

}
