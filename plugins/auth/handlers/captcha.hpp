// CAPTCHA_GENERATE, CAPTCHA_VALIDATE: POST /auth/captcha/generate, /auth/captcha/validate; and what
// forms that demand a captcha ask of it.
#pragma once
#include "domain/captcha_try.hpp"
#include "handlers/auth_context.hpp"
#include <nucleus/services/captchas.hpp>

namespace nucleus::auth {

struct captcha_request {
    std::optional<captcha_type> type;
    std::optional<captcha_form> form;
};
NUCLEUS_DESCRIBE(captcha_request, (type, "Default: the first of captcha.types"),
                 (form, "The only one that it will be good for; without one it is good for "
                        "CAPTCHA_VALIDATE alone"))

struct captcha_challenge {
    std::string id;
    captcha_type type = captcha_type::image;
    instant expires_at;
    std::optional<std::string> image, algorithm, salt, challenge, signature;
    std::optional<int> max_number;
};
NUCLEUS_DESCRIBE(captcha_challenge, (id, "Of the challenge"), (type, "Of it"),
                 (expires_at, "Answer before"), (image, "Of image: a PNG as a data: URL"),
                 (algorithm, "Of pow: SHA-256"),
                 (salt, "Of pow: what the number is written behind"),
                 (challenge, "Of pow: the hash of both, in hexadecimal digits"),
                 (signature, "Of pow: for ALTCHA's widget"),
                 (max_number, "Of pow: the number is less"))

inline constexpr const char* about_answer =
    "Of image: the letters, as a string. Of pow: the number, also as a string, or what ALTCHA's "
    "widget submits";

struct captcha_answer {
    std::string id;
    raw_json answer;
};
NUCLEUS_DESCRIBE(captcha_answer, (id, "Of the challenge", max_length(1000)), (answer, about_answer))

struct captcha_verdict {
    bool valid = false;
    std::optional<std::string> captcha_token;
};
NUCLEUS_DESCRIBE(captcha_verdict, (valid, "Whether it was right, and the first try"),
                 (captcha_token, "Stands for it at the form that it was asked for, once"))

void check_captcha_request(const auth_context& auth, const captcha_request& body,
                           std::vector<fault>& found);
task<result<captcha_challenge>> make_captcha(auth_context& auth, request_context& rc,
                                             captcha_request body);
void check_captcha_answer(const auth_context& auth, const captcha_answer& body,
                          std::vector<fault>& found);
task<result<captcha_verdict>> validate_captcha(auth_context& auth, request_context& rc,
                                               captcha_answer body);

/// Uses up what was given; fails unless that is good for this form, or the form demands none: then
/// it is not looked at. To be asked after all that can be said of the body without looking
/// anything up, and before everything else.
task<result<void>> require_captcha(auth_context& auth, request_context& rc, captcha_form form,
                                   const std::optional<captcha_proof>& given);

/// The same for the forms of other plugins.
class form_captchas final : public captchas {
public:
    explicit form_captchas(auth_context& auth)
        : auth_{auth} {}
    task<result<void>> require(request_context& rc, std::string_view form,
                               const std::optional<captcha_proof>& given) override;

private:
    auth_context& auth_;
};

}
