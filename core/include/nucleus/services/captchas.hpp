// Captchas at the forms of any plugin. Provided by auth.
#pragma once
#include <nucleus/async/task.hpp>
#include <nucleus/describe.hpp>
#include <nucleus/error.hpp>
#include <nucleus/http/request_context.hpp>
#include <nucleus/json/field_text.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace nucleus {

/// In the body of a form, as the field `captcha`.
struct captcha_proof {
    std::optional<std::string> id;
    std::optional<raw_json> answer;
    std::optional<std::string> token;
};
NUCLEUS_DESCRIBE(captcha_proof, (id, "Of the challenge, together with answer", max_length(1000)),
                 (answer, "What was read (image), or the solution as JSON or base64 (pow)"),
                 (token, "Instead of both: of CAPTCHA_VALIDATE, or what ALTCHA's widget submits",
                  max_length(4000)))

namespace errors {
inline constexpr error_kind captcha_required{
    "captcha_required", 422, "Solve a challenge of POST /auth/captcha/generate first."};
inline constexpr error_kind captcha_invalid{
    "captcha_invalid", 400,
    "The answer is wrong, or the challenge is another form's, too old, or was tried before: solve "
    "a new one."};
}

class captchas {
public:
    static constexpr std::string_view service_name = "captchas";
    virtual ~captchas();
    /// Uses up what was given; `captcha_required` or `captcha_invalid` unless that is good for this
    /// form, or the form demands none: then it is not looked at. To be asked after all that can be
    /// said of the body without looking anything up, and before everything else.
    virtual task<result<void>> require(request_context& rc, std::string_view form,
                                       const std::optional<captcha_proof>& given) = 0;
};

}
