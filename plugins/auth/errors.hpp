// What auth answers with, beyond core's own failures.
#pragma once
#include <nucleus/error.hpp>
#include <nucleus/services/captchas.hpp>

namespace nucleus::auth::errors {

inline constexpr error_kind invalid_credentials{"invalid_credentials", 401,
                                                "There is no account with this name and password."};
inline constexpr error_kind account_locked{
    "account_locked", 403, "Too many failed sign-ins; try again after the time in Retry-After."};
inline constexpr error_kind account_disabled{"account_disabled", 403,
                                             "This account has been switched off."};
inline constexpr error_kind cohort_expired{
    "cohort_expired", 403, "The time of the group that this account belongs to is over."};
inline constexpr error_kind email_not_verified{
    "email_not_verified", 403, "Open the link in the mail that was sent to this address first."};
inline constexpr error_kind invalid_token{
    "invalid_token", 400, "This link is not valid, or not any more: ask for a new one."};
inline constexpr error_kind redirect_not_allowed{
    "redirect_not_allowed", 422, "redirectTo is not in authentication.redirectAllowList."};
inline constexpr error_kind wrong_password{"wrong_password", 403,
                                           "The current password is not right."};
inline constexpr error_kind password_exists{
    "password_exists", 409, "The account has a password: change it, or have it reset by mail."};
inline constexpr error_kind email_taken{"email_taken", 409,
                                        "There is an account with this e-mail address already."};
inline constexpr error_kind last_godmin{"last_godmin", 409,
                                        "This is the last godmin: make another one first."};
inline constexpr error_kind last_administrator{
    "last_administrator", 409,
    "This is the last administrator of the tenant: make another one first."};
inline constexpr error_kind system_role{"system_role", 409,
                                        "The system needs this role: it stays as it is."};
inline constexpr error_kind too_many_api_keys{
    "too_many_api_keys", 409, "You have as many keys as one may have: revoke one first."};
inline constexpr error_kind not_impersonating{
    "not_impersonating", 409, "This session is the account's own: there is nothing to stop."};
inline constexpr error_kind id_taken{"id_taken", 409, "There is, or was, a user with this id."};
inline constexpr error_kind username_taken{"username_taken", 409, "This user name is taken."};
inline constexpr error_kind accounts_elsewhere{
    "accounts_elsewhere", 409, "In consumer mode accounts are made at the server of idpUrl."};
inline constexpr error_kind invalid_refresh_token{
    "invalid_refresh_token", 401, "The refresh token is missing or no longer valid: sign in."};
inline constexpr error_kind session_pending_approval{
    "session_pending_approval", 403,
    "This sign-in waits until it is approved on a device that you already use."};
inline constexpr error_kind session_rejected{"session_rejected", 403, "This sign-in was rejected."};
inline constexpr error_kind session_approval_expired{
    "session_approval_expired", 403, "Nobody has approved this sign-in in time: sign in again."};
inline constexpr error_kind device_not_trusted{
    "device_not_trusted", 403, "Sign-ins are approved, and rejected, on a device that is trusted."};
inline constexpr error_kind wrong_approval_code{
    "wrong_approval_code", 403,
    "This is not what the new device shows; a sign-in is rejected after three wrong codes."};
inline constexpr error_kind approval_decided{
    "approval_decided", 409, "This sign-in was approved, rejected or withdrawn already."};
inline constexpr error_kind approval_expired{"approval_expired", 410,
                                             "This sign-in has waited for too long."};
inline constexpr error_kind user_limit_reached{
    "user_limit_reached", 403,
    "There are as many accounts as this tenant may have; its plan would have to be raised."};
using nucleus::errors::captcha_invalid;
using nucleus::errors::captcha_required;

}
