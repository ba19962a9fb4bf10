#include "support/canaries.hpp"
#include <algorithm>
#include <boost/json/parse.hpp>
#include <sstream>

namespace nucleus::testing {

namespace {

namespace json = boost::json;

constexpr std::string_view password_end = "-Horse-9"; // of nearly every password in the tests
constexpr std::string_view jwt_begin = "eyJhbGciOi";  // {"alg":
constexpr std::size_t shortest = 20;                  // shorter texts stand elsewhere by chance
constexpr std::size_t longest_answer = 64UL * 1024;

bool names_a_secret(std::string_view name) {
    return std::ranges::any_of(std::initializer_list<std::string_view>{"SECRET", "KEY", "PASSWORD"},
                               [&](auto part) { return name.find(part) != name.npos; });
}

bool names_a_token(std::string_view member) {
    return member == "accessToken" || member == "refreshToken" || member == "deviceToken" ||
           member == "captchaToken" || member == "token" || member == "key";
}

void collect(const json::value& v, std::set<std::string, std::less<>>& into) {
    if (const auto* array = v.if_array())
        for (const auto& one : *array) collect(one, into);
    const auto* object = v.if_object();
    if (object == nullptr) return;
    for (const auto& [name, value] : *object) {
        const auto* text = value.if_string();
        if (text && names_a_token(name) && text->size() >= shortest)
            into.emplace(*text);
        else
            collect(value, into);
    }
}

std::string beginning(std::string_view secret) { return std::string{secret.substr(0, 12)} + "…"; }

std::string first_of(const std::set<std::string, std::less<>>& secrets, std::string_view text) {
    for (const auto& secret : secrets)
        if (text.find(secret) != text.npos) return beginning(secret);
    return {};
}

}

canaries::canaries(const std::map<std::string, std::string>& environment) {
    // A log line holds no line break, so each line of a PEM counts; its first and last are no
    // secret.
    for (const auto& [name, value] : environment) {
        if (!names_a_secret(name)) continue;
        std::istringstream lines{value};
        for (std::string line; std::getline(lines, line);)
            if (line.size() >= shortest && !line.starts_with("-----")) environment_.insert(line);
    }
}

void canaries::learn(const answer& a) {
    const std::lock_guard lock{guard_};
    for (const auto& cookie : a.all("Set-Cookie")) {
        const auto from = cookie.find('=') + 1;
        auto value = cookie.substr(from, cookie.find(';') - from);
        if (value.size() >= shortest) tokens_.insert(std::move(value));
    }
    if (a.body.size() > longest_answer) return; // exports and pages of lists give no tokens away
    boost::system::error_code none;
    if (const auto body = json::parse(a.body, none); !none) collect(body, tokens_);
}

void canaries::learn(std::string_view secret) {
    const std::lock_guard lock{guard_};
    tokens_.emplace(secret);
}

std::string canaries::found_in(std::string_view log) const {
    const std::lock_guard lock{guard_};
    if (log.find(password_end) != log.npos) return "…" + std::string{password_end};
    if (log.find(jwt_begin) != log.npos) return beginning(jwt_begin);
    auto found = first_of(environment_, log);
    return found.empty() ? first_of(tokens_, log) : found;
}

std::string canaries::found_in(const answer& a) const {
    if (a.body.find(password_end) != a.body.npos) return "…" + std::string{password_end};
    return first_of(environment_, a.body);
}

}
