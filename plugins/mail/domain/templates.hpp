// The wording of mails.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::mailing {

/// {{name}} stands for a value. In `text` and `html` a line all of whose names stand for nothing is
/// left out.
struct mail_template {
    std::string subject, text, html;
};
/// What a mail says.
struct letter {
    std::string subject, text, html;
};
using template_values = std::map<std::string, std::string, std::less<>>;

/// Throws std::invalid_argument for an unknown purpose.
[[nodiscard]] const mail_template& built_in(std::string_view purpose);

/// Values lose their control characters, and are escaped in HTML; what has no value is empty.
[[nodiscard]] letter render(const mail_template& t, const template_values& values);

/// What is wrong with a text, and where.
struct template_fault {
    std::size_t line = 0; ///< from 1
    std::string why;
};
/// `linked`: whether the purpose has a {{link}}.
[[nodiscard]] std::optional<template_fault> fault_of_template(std::string_view text, bool linked);

}
