// Failures as values: what went wrong, as the client is told.
#pragma once
#include <boost/system/result.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

/// One row of a closed list of failures: the stable `code` that clients switch on, the HTTP status
/// and the default wording. Declare them `inline constexpr`; core's are in namespace `errors`, a
/// plugin keeps its own in one header. Each library has its own copies: error::is() compares.
struct error_kind {
    std::string_view code;    ///< snake_case, never changes once released
    int status;               ///< HTTP status, 400–599
    std::string_view message; ///< for people; must not repeat input or secrets
};

/// One finding in a body, a query or a config file.
struct fault {
    std::string path;    ///< JSON Pointer (RFC 6901) into the body, or the name of the parameter
    std::string code;    ///< `required`, `unknown_field`, `wrong_type`, `too_short`, …
    std::string message; ///< for people
};

/// A failure on its way to the client.
struct error {
    const error_kind* kind;                            ///< never null, outlives the process
    std::string message{};                             ///< replaces kind->message unless empty
    std::vector<fault> faults{};                       ///< served as `errors`
    std::optional<std::chrono::seconds> retry_after{}; ///< served as Retry-After

    error() noexcept; ///< errors::internal
    error(const error_kind& k)
        : kind{&k} {} // NOLINT(google-explicit-constructor): reads as a value
    error(const error_kind& k, std::string text)
        : kind{&k}
        , message{std::move(text)} {}
    error(const error_kind& k, std::string text, std::vector<fault> found)
        : kind{&k}
        , message{std::move(text)}
        , faults{std::move(found)} {}

    [[nodiscard]] bool is(const error_kind& k) const noexcept { return kind->code == k.code; }
    [[nodiscard]] std::string_view text() const {
        return message.empty() ? kind->message : message;
    }
};

/// Ends the request with `reason` from any depth. For expected outcomes return the error instead.
class failure : public std::exception {
public:
    explicit failure(error reason);
    ~failure() override; // key function in core: one type identity for every plugin
    [[nodiscard]] const char* what() const noexcept override;
    [[nodiscard]] const error& reason() const noexcept { return reason_; }

private:
    error reason_;
    std::string what_;
};

/// Found by boost::system::result when value() meets an error.
[[noreturn]] void throw_exception_from_error(const error& e, const boost::source_location&);

/// Either a T or the failure to answer with. `if (!r) return r.error();`
template <class T = void> using result = boost::system::result<T, error>;

/// Failures that core itself answers with; a plugin may use them too.
namespace errors {
inline constexpr error_kind bad_request{"bad_request", 400, "The request is malformed."};
inline constexpr error_kind malformed_json{"malformed_json", 400, "The body is not valid JSON."};
inline constexpr error_kind malformed_id{"malformed_id", 400, "The id in the path is not a UUID."};
inline constexpr error_kind invalid_query{"invalid_query", 400, "A query parameter is not valid."};
inline constexpr error_kind two_credentials{"two_credentials", 400,
                                            "Send either Authorization or X-Api-Key, not both."};
inline constexpr error_kind unauthenticated{
    "unauthenticated", 401,
    "Sign in first: there are no credentials, or they are no longer valid."};
inline constexpr error_kind forbidden{"forbidden", 403, "Your account may not do this."};
inline constexpr error_kind cross_site{"cross_site_request", 403,
                                       "This request came from another site and was refused; sites "
                                       "that may call are listed in server.cors.origins."};
inline constexpr error_kind impersonation_forbidden{
    "impersonation_forbidden", 403,
    "This is left to the account's owner: it cannot be done while impersonating."};
inline constexpr error_kind not_found{"not_found", 404, "There is nothing here."};
inline constexpr error_kind method_not_allowed{
    "method_not_allowed", 405, "This path does not answer to that method; see Allow."};
inline constexpr error_kind request_timeout{"request_timeout", 408,
                                            "The request did not arrive in time."};
inline constexpr error_kind conflict{"conflict", 409, "This conflicts with what is stored."};
inline constexpr error_kind duplicate{"duplicate", 409, "A row with this value exists already."};
inline constexpr error_kind referenced{
    "foreign_key_conflict", 409, "A referenced row is missing, or this row is still referenced."};
inline constexpr error_kind precondition_failed{"precondition_failed", 412,
                                                "The row has changed since you read it."};
inline constexpr error_kind body_too_large{"body_too_large", 413, "The body is too large."};
inline constexpr error_kind uri_too_long{"uri_too_long", 414, "The request target is too long."};
inline constexpr error_kind unsupported_media_type{"unsupported_media_type", 415,
                                                   "Send the body as application/json."};
inline constexpr error_kind expectation_failed{"expectation_failed", 417,
                                               "Only `Expect: 100-continue` is supported."};
inline constexpr error_kind validation_failed{"validation_failed", 422,
                                              "Some fields are not valid; see errors."};
inline constexpr error_kind constraint_violated{
    "constraint_violated", 422, "A rule of the database does not allow this value."};
inline constexpr error_kind rate_limited{
    "rate_limited", 429, "Too many requests; try again after the time in Retry-After."};
inline constexpr error_kind headers_too_large{"headers_too_large", 431,
                                              "The request head is too large."};
inline constexpr error_kind internal{
    "internal_error", 500, "Something went wrong on our side; the request id helps to find it."};
inline constexpr error_kind unknown_transfer_coding{
    "unknown_transfer_coding", 501, "Only the chunked transfer coding is supported."};
inline constexpr error_kind overloaded{"overloaded", 503, "The server is busy; try again shortly."};
inline constexpr error_kind database_unavailable{
    "database_unavailable", 503, "The database is not reachable; try again shortly."};
inline constexpr error_kind rate_limit_unavailable{
    "rate_limit_unavailable", 503,
    "It cannot be told now how many requests were made; try again shortly."};
inline constexpr error_kind accounts_unavailable{
    "accounts_unavailable", 503,
    "The server that knows the accounts does not answer; try again shortly."};
inline constexpr error_kind shutting_down{"shutting_down", 503,
                                          "This server is shutting down; try again."};
inline constexpr error_kind deadline_passed{"deadline_passed", 504,
                                            "The request took longer than it is allowed to."};
inline constexpr error_kind version_not_supported{"http_version_not_supported", 505,
                                                  "Only HTTP/1.0 and HTTP/1.1 are supported."};
}

}
