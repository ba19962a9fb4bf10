// Patterns of fields. Boost.Regex rather than std::regex: it neither recurses per character nor
// backtracks for ever.
#include "json/text_rules.hpp"
#include "json/utf8.hpp"
#include <boost/regex.hpp>
#include <unordered_map>

namespace nucleus::json {

namespace {

constexpr std::size_t most_patterns = 1024; // kept per thread

const boost::wregex& compiled(const std::string& pattern) {
    thread_local std::unordered_map<std::string, boost::wregex> known;
    if (const auto found = known.find(pattern); found != known.end()) return found->second;
    if (known.size() >= most_patterns) known.clear();
    return known.emplace(pattern, boost::wregex{code_points(pattern), boost::wregex::ECMAScript})
        .first->second;
}

}

bool matches(const std::string& pattern, std::string_view text) {
    const auto& regex = compiled(pattern);
    try {
        // ^ and $ are the ends of the text, as in ECMAScript without its flag m.
        return boost::regex_search(code_points(text), regex, boost::match_single_line);
    } catch (const std::runtime_error&) { // too complex for this text
        return false;
    }
}

}
