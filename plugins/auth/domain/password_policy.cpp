#include "domain/password_policy.hpp"
#include "domain/common_passwords.hpp"
#include "domain/identifier.hpp"
#include <algorithm>

namespace nucleus::auth {

namespace {

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(
        utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool has_any(std::string_view text, char first, char last) {
    return std::ranges::any_of(text, [=](char c) { return c >= first && c <= last; });
}

/// Names of less than three characters are in every other word.
bool tells(std::string_view password, std::string_view name) {
    return name.size() >= 3 && password.find(name) != password.npos;
}

}

std::vector<fault> broken_rules(const password_policy_config& policy, const secret_string& password,
                                std::string_view email, std::string_view username,
                                std::string_view path) {
    std::vector<fault> broken;
    const auto refuse = [&](const char* code, std::string why) {
        broken.push_back({std::string{path}, code, std::move(why)});
    };
    const auto text = password.reveal();
    const auto length = characters(text);
    if (length < static_cast<std::size_t>(policy.min_length))
        refuse("too_short",
               "must have at least " + std::to_string(policy.min_length) + " characters");
    if (length > static_cast<std::size_t>(policy.max_length))
        refuse("too_long",
               "must have at most " + std::to_string(policy.max_length) + " characters");
    if (policy.require_uppercase && !has_any(text, 'A', 'Z'))
        refuse("uppercase_required", "must have an upper-case letter");
    if (policy.require_lowercase && !has_any(text, 'a', 'z'))
        refuse("lowercase_required", "must have a lower-case letter");
    if (policy.require_number && !has_any(text, '0', '9'))
        refuse("number_required", "must have a digit");
    if (policy.require_special_char && text.find_first_of(policy.special_chars) == text.npos)
        refuse("special_char_required", "must have one of " + policy.special_chars);
    const auto plain = normal_form(text);
    if (is_common_password(plain))
        refuse("too_common", "is one of the most used passwords, or close to one");
    const auto local = email.substr(0, email.find('@'));
    if (tells(plain, normal_form(local)) || tells(plain, normal_form(username)))
        refuse("contains_identity", "must not contain the e-mail address or user name");
    return broken;
}

}
