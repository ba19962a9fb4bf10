#include "handlers/captcha.hpp"
#include "captcha/png.hpp"
#include "domain/captcha_picture.hpp"
#include "domain/given_answer.hpp"
#include "domain/proof_of_work.hpp"
#include "errors.hpp"
#include "store/captcha_store.hpp"
#include <algorithm>
#include <nucleus/crypto/digest.hpp>
#include <nucleus/crypto/random.hpp>
#include <nucleus/log.hpp>
#include <stdexcept>

namespace nucleus::auth {

namespace {

/// A try at `token`, or at `id` with `answer`: one or the other.
result<std::optional<captcha_try>> read_proof(const settings& s, const request_context& rc,
                                              const captcha_proof& given) {
    if (given.token.has_value() == (given.id.has_value() || given.answer.has_value()) ||
        given.id.has_value() != given.answer.has_value())
        return error{nucleus::errors::validation_failed,
                     {},
                     {{"/captcha", "invalid", "give either id and answer, or token"}}};
    if (given.token) return try_token(s.captcha, rc.schema, *given.token, rc.now);
    const auto answer = read_answer(*given.answer, "/captcha/answer");
    if (!answer) return answer.error();
    return try_answer(s.captcha, rc.schema, *given.id, *answer, rc.now);
}

/// Whether it was not spent before.
task<bool> spend_try(auth_context& auth, const request_context& rc, const spent_mark& mark) {
    auth.tried.note(rc.schema);
    return spend(*rc.database, call_of(rc), mark);
}

/// None: there is no form of that name.
std::optional<captcha_form> form_of(std::string_view name) {
    const auto& names = nucleus_choices(static_cast<const captcha_form*>(nullptr));
    const auto at = std::ranges::find(names, name);
    if (at == names.end()) return std::nullopt;
    return static_cast<captcha_form>(at - names.begin());
}

std::string picture_of(std::string_view letters) {
    // On the worker: it takes less than a millisecond.
    const auto drawn = draw_captcha(letters, crypto::random_bytes(picture_chance));
    return "data:image/png;base64," + crypto::base64(png_of(drawn));
}

}

void check_captcha_request(const auth_context& auth, const captcha_request& body,
                           std::vector<fault>& found) {
    const auto s = auth.settings.now();
    const auto& types = s->authentication.captcha.types;
    if (body.type && std::ranges::find(types, *body.type) == types.end())
        found.push_back({"/type", "not_allowed", "is not offered here"});
}

task<result<captcha_challenge>> make_captcha(auth_context& auth, request_context& rc,
                                             captcha_request body) {
    const auto s = auth.settings.now();
    const auto& rules = s->authentication.captcha;
    const auto chance = crypto::random_bytes(8);
    challenge c{body.type.value_or(rules.types.front()), body.form, rc.now + rules.ttl, {}};
    const bool image = c.type == captcha_type::image;
    c.answer = image ? picture_answer(chance) : number_answer(chance, rules.max_number);
    captcha_challenge made;
    made.id = seal(s->captcha.front(), rc.schema, c);
    made.type = c.type;
    made.expires_at = c.expires_at;
    if (image) {
        made.image = picture_of(c.answer);
    } else {
        auto work = work_of(s->captcha.front(), made.id, c);
        made.algorithm = std::move(work.algorithm);
        made.salt = std::move(work.salt);
        made.challenge = std::move(work.challenge);
        made.signature = std::move(work.signature);
        made.max_number = rules.max_number;
    }
    co_return made;
}

void check_captcha_answer(const auth_context&, const captcha_answer& body,
                          std::vector<fault>& found) {
    const auto answer = read_answer(body.answer, "/answer");
    if (!answer) found = answer.error().faults;
}

task<result<captcha_verdict>> validate_captcha(auth_context& auth, request_context& rc,
                                               captcha_answer body) {
    const auto s = auth.settings.now();
    const auto answer = read_answer(body.answer, "/answer");
    const auto given = try_answer(s->captcha, rc.schema, body.id, *answer, rc.now);
    captcha_verdict verdict;
    if (!given) co_return verdict;
    const bool first = co_await spend_try(auth, rc, given->costs);
    verdict.valid = first && given->right;
    if (verdict.valid && given->form)
        verdict.captcha_token =
            seal(s->captcha.front(), rc.schema,
                 captcha_pass{*given->form, rc.now + s->authentication.captcha.ttl});
    co_return verdict;
}

task<result<void>> require_captcha(auth_context& auth, request_context& rc, captcha_form form,
                                   const std::optional<captcha_proof>& given) {
    const auto s = auth.settings.now();
    if (!s->demands_captcha(form)) co_return result<void>{};
    if (!given)
        co_return error{
            errors::captcha_required, {}, {{"/captcha", "required", "this form demands one"}}};
    const auto read = read_proof(*s, rc, *given);
    if (!read) co_return read.error();
    bool good = false;
    if (*read) {
        const bool first = co_await spend_try(auth, rc, (*read)->costs);
        good = first && (*read)->right && (*read)->form == form;
    }
    if (good) co_return result<void>{};
    log::info("authentication.captcha", "refused", {{"requestId", rc.request_id}});
    co_return error{errors::captcha_invalid};
}

task<result<void>> form_captchas::require(request_context& rc, std::string_view form,
                                          const std::optional<captcha_proof>& given) {
    const auto known = form_of(form);
    if (!known) throw std::invalid_argument{"no captcha can be asked for at " + std::string{form}};
    auto checked = co_await require_captcha(auth_, rc, *known, given);
    co_return checked;
}

}
