#include <algorithm>
#include <cctype>
#include <nucleus/suggestion.hpp>

namespace nucleus {

namespace {

std::string letters(std::string_view text) {
    std::string out;
    for (const unsigned char c : text.substr(0, 64))
        if (c != '_' && c != '-') out += static_cast<char>(std::tolower(c));
    return out;
}

/// `op` for `operator`: the only one that begins so.
const std::string* beginning_with(std::string_view wrong, const std::vector<std::string>& known) {
    const auto start = letters(wrong);
    const std::string* only = nullptr;
    for (const auto& name : known) {
        if (start.size() < 2 || !letters(name).starts_with(start)) continue;
        if (only) return nullptr;
        only = &name;
    }
    return only;
}

const std::string* close_to(std::string_view wrong, const std::vector<std::string>& known) {
    const std::string* best = nullptr;
    std::size_t distance = 2 + wrong.size() / 4; // must be nearer than this
    for (const auto& name : known)
        if (const auto d = edit_distance(wrong, name); d < distance && d < name.size())
            best = &name, distance = d;
    return best;
}

}

std::size_t edit_distance(std::string_view left, std::string_view right) {
    const auto a = letters(left), b = letters(right);
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}

const std::string* closest(std::string_view wrong, const std::vector<std::string>& known) {
    const auto* whole = beginning_with(wrong, known);
    return whole ? whole : close_to(wrong, known);
}

std::string suggestion(std::string_view wrong, const std::vector<std::string>& known) {
    if (const auto* meant = closest(wrong, known)) return "; did you mean \"" + *meant + "\"?";
    if (known.empty() || known.size() > 12) return {};
    std::string all;
    for (const auto& name : known) all.append(all.empty() ? "" : ", ").append(name);
    return "; known here: " + all;
}

}
