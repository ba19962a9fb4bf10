// Who owns a credential. Provided by auth, used by core's pipeline.
#pragma once
#include <nucleus/error.hpp>
#include <nucleus/http/request_context.hpp>
#include <nucleus/principal.hpp>

namespace nucleus {

struct credential {
    enum class kind : std::uint8_t { bearer, api_key, cookie };
    kind as = kind::bearer;
    std::string_view token;
};

class identity {
public:
    static constexpr std::string_view service_name = "identity";
    virtual ~identity();
    /// The caller, checked to be alive now; otherwise `unauthenticated`, or `accounts_unavailable`
    /// when another server keeps the accounts and does not answer. Runs on the request's
    /// worker; answers without suspending when the session is cached.
    virtual task<result<principal_ptr>> authenticate(request_context& rc, credential c) = 0;
    /// What to tell somebody who shows no credential where one is needed: `unauthenticated`, unless
    /// the request gives a better reason.
    virtual task<error> turn_away(request_context& rc);
    /// The caller if the credential is sound and cached and the cache may be trusted; else null,
    /// and authenticate() must be asked. Saves a coroutine on the hot path.
    [[nodiscard]] virtual principal_ptr cached(request_context& rc, credential c) noexcept = 0;
    /// Name of the cookie that carries the access token.
    [[nodiscard]] virtual std::string_view cookie_name() const noexcept = 0;
};

}
