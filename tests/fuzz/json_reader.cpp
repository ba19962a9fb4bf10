// Fuzz target: a JSON text to a described struct and to a row, held against Boost.JSON's verdict.
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <cstdlib>
#include <nucleus/json/field_text.hpp>
#include <nucleus/json/json.hpp>

namespace fuzz {

struct item {
    std::string name;
    std::optional<double> ratio;
};
NUCLEUS_DESCRIBE(item, (name, "", max_length(8), format::email), (ratio, "", nullable))

struct body {
    bool flag = false;
    std::int64_t count = 0;
    nucleus::decimal price;
    std::optional<nucleus::uuid> id;
    nucleus::instant at{};
    nucleus::raw_json extra;
    std::vector<item> items;
    std::map<std::string, std::string> names;
};
NUCLEUS_DESCRIBE(body, (flag, "", defaulted), (count, "", defaulted), (price, "", defaulted),
                 (id, ""), (at, "", defaulted), (extra, "", defaulted), (items, "", defaulted),
                 (names, "", defaulted))

}

using namespace nucleus;

namespace {

void demand(bool holds) {
    if (!holds) std::abort();
}

/// What we accept, Boost.JSON accepts too; we refuse more (NUL, duplicate keys).
void compare(std::string_view text) {
    boost::system::error_code failed;
    static_cast<void>(boost::json::parse(text, failed));
    // Of a number that no double holds, only the field can say that it is wrong.
    demand(!failed || failed == boost::json::error::exponent_overflow);
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const bool accepted = json::check(text).has_value();
    if (accepted) compare(text);
    const auto read = json::read<fuzz::body>(text);
    demand(accepted || (!read.has_value() && read.error().kind == &errors::malformed_json));
    demand(read.has_value() || !accepted || read.error().kind == &errors::validation_failed);
    if (read.has_value()) {
        auto out = read->price.digits.empty() || read->extra.text.empty() ? std::string{"{}"}
                                                                          : json::to_text(*read);
        demand(json::check(out).has_value());
    }
    fuzz::body asked;
    static_cast<void>(json::read_query(shape_of<fuzz::body>(), &asked, text));
    for (const auto& f : shape_of<fuzz::body>().fields) {
        std::string given{text};
        static_cast<void>(json::check_text(f, given));
    }
    std::string out;
    json::append_string(out, text);
    demand(json::check(out).has_value() || text.find('\0') != std::string_view::npos);
    return 0;
}
