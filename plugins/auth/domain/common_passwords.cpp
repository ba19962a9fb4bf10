#include "domain/common_passwords.hpp"
#include <algorithm>
#include <array>

namespace nucleus::auth {

namespace {

// Stems of the lists of most used passwords. What follows a stem (digits, signs) is cut off
// before the look-up, so "qwerty" stands for qwerty1, Qwerty123!, …
constexpr auto stems = std::to_array<std::string_view>(
    {"a",         "aa",       "aaa",          "abc",       "abcd",
     "abcdef",    "access",   "admin",        "adobe",     "andrew",
     "angel",     "asdf",     "asdfgh",       "asdfghjk",  "asdfghjkl",
     "ashley",    "azerty",   "bailey",       "baseball",  "batman",
     "biteme",    "changeme", "charlie",      "chelsea",   "chocolate",
     "computer",  "cookie",   "daniel",       "default",   "dragon",
     "flower",    "football", "freedom",      "fuckyou",   "george",
     "guest",     "hannah",   "harley",       "hello",     "hottie",
     "hunter",    "iloveu",   "iloveyou",     "jennifer",  "jessica",
     "jordan",    "joshua",   "justin",       "killer",    "letmein",
     "liverpool", "login",    "loveme",       "lovely",    "maggie",
     "master",    "matthew",  "michael",      "michelle",  "monkey",
     "mustang",   "nicole",   "p@ssw0rd",     "p@ssword",  "pass",
     "passw0rd",  "password", "pepper",       "photoshop", "pokemon",
     "princess",  "q1w2e3r4", "q1w2e3r4t5y6", "qazwsx",    "qazwsxedc",
     "qwer",      "qwert",    "qwerty",       "qwertyui",  "qwertyuiop",
     "ranger",    "robert",   "root",         "secret",    "shadow",
     "solo",      "soccer",   "starwars",     "summer",    "sunshine",
     "superman",  "test",     "tester",       "thomas",    "tigger",
     "trustno",   "user",     "welcome",      "whatever",  "winter",
     "x",         "zaq12wsx", "zxcvbn",       "zxcvbnm"});

bool letter(char c) { return c >= 'a' && c <= 'z'; }

}

bool is_common_password(std::string_view lowered) noexcept {
    const auto known = [](std::string_view text) {
        return std::ranges::find(stems, text) != stems.end();
    };
    if (known(lowered)) return true;
    const auto last = std::find_if(lowered.rbegin(), lowered.rend(), letter);
    const auto stem = lowered.substr(0, static_cast<std::size_t>(lowered.rend() - last));
    // Digits and signs only: no password at all.
    return stem.empty() || known(stem);
}

}
