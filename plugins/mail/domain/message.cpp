#include "domain/message.hpp"
#include "domain/encoding.hpp"
#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace nucleus::mailing {

namespace {

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

void refuse_control(std::string_view value, const char* header) {
    if (std::ranges::any_of(value, is_control))
        throw std::invalid_argument(std::string{"a control character in "} + header);
}

void require_address(std::string_view address, const char* header) {
    if (!is_address(address))
        throw std::invalid_argument(std::string{"no address that mail can go to, in "} + header);
}

std::string domain_of(std::string_view address) {
    return std::string{address.substr(address.rfind('@') + 1)};
}

/// `Name <address>`, the name quoted or encoded.
std::string from_header(const mailbox& from) {
    if (from.name.empty()) return "<" + from.address + ">";
    const auto encoded = header_text(from.name);
    if (encoded != from.name) return encoded + "\r\n <" + from.address + ">";
    std::string out{"\""};
    for (const char c : from.name) {
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + "\" <" + from.address + ">";
}

/// "Fri, 02 Jan 2026 03:04:05 +0000"
std::string date_header(instant t) {
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(t - day)};
    const auto two = [](auto n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return std::string{days[std::chrono::weekday{day}.c_encoding()]} + ", " +
           two(static_cast<unsigned>(date.day())) + " " +
           months[static_cast<unsigned>(date.month()) - 1] + " " +
           std::to_string(static_cast<int>(date.year())) + " " + two(time.hours().count()) + ":" +
           two(time.minutes().count()) + ":" + two(time.seconds().count()) + " +0000";
}

void append_part(std::string& out, const std::string& boundary, const char* type,
                 std::string_view text) {
    out += "--" + boundary + "\r\nContent-Type: " + type +
           "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
           quoted_printable(text);
}

}

bool is_address(std::string_view text) noexcept {
    constexpr std::size_t most = 254;
    const auto at = text.rfind('@');
    if (at == std::string_view::npos || at != text.find('@') || at == 0 || at + 1 == text.size() ||
        text.size() > most)
        return false;
    return std::ranges::none_of(text, [](char c) {
        return is_control(c) || std::string_view{" <>(),;\\\""}.find(c) != std::string_view::npos;
    });
}

std::string compose(const message_parts& parts) {
    refuse_control(parts.from.name, "From");
    refuse_control(parts.content.subject, "Subject");
    require_address(parts.from.address, "From");
    require_address(parts.to, "To");
    const auto id = parts.id.text();
    const auto boundary = "=_" + id; // which quoted-printable never makes
    std::string out = "Date: " + date_header(parts.written) +
                      "\r\nFrom: " + from_header(parts.from) + "\r\nTo: <" + parts.to +
                      ">\r\nMessage-ID: <" + id + "@" + domain_of(parts.from.address) +
                      ">\r\nSubject: " + header_text(parts.content.subject) +
                      "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                      "Content-Type: multipart/alternative; boundary=\"" +
                      boundary + "\"\r\n\r\n";
    append_part(out, boundary, "text/plain", parts.content.text);
    append_part(out, boundary, "text/html", parts.content.html);
    return out + "--" + boundary + "--\r\n";
}

}
