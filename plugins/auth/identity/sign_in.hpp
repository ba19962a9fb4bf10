// From someone who has proved who they are to tokens in their hands.
#pragma once
#include "identity/answers.hpp"
#include "identity/settings.hpp"
#include "store/session_store.hpp"
#include <nucleus/http/request_context.hpp>

namespace nucleus::auth {

/// A new session for this request's client; not stored yet.
[[nodiscard]] session new_session(const settings& s, const request_context& rc, const uuid& user_id,
                                  std::string_view login_method, bool remember_me);

/// Tokens for generation `of.generation`: in cookies, or in the answer.
[[nodiscard]] login_success hand_over_tokens(const settings& s, request_context& rc,
                                             const session& of, const account& who,
                                             token_delivery how);

/// 202, with all that there is while it waits for approval: its code and the refresh token.
void answer_waiting(const settings& s, request_context& rc, const session& of, token_delivery how,
                    std::optional<std::string> redirect_to = {});

/// The device tokens that this client has.
[[nodiscard]] std::string device_tokens(const settings& s, const request_context& rc,
                                        const std::optional<secret_string>& in_body);

/// Takes the tokens out of the browser.
void clear_cookies(const settings& s, http::response& r);

}
