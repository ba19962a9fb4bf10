#include "config/document.hpp"
#include "config/json_path.hpp"
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/stream_parser.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <utility>

namespace nucleus::config {

namespace json = boost::json;

namespace {

/// Sees each key go by: the document itself keeps only the last of several equal ones.
class duplicate_finder {
public:
    static constexpr std::size_t max_object_size = ~std::size_t{}, max_array_size = ~std::size_t{},
                                 max_key_size = ~std::size_t{}, max_string_size = ~std::size_t{};
    std::vector<std::string> found;

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return open(); }
    bool on_object_end(std::size_t, json::error_code&) { return close(); }
    bool on_array_begin(json::error_code&) { return open(true); }
    bool on_array_end(std::size_t, json::error_code&) { return close(); }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        key_ += part;
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code&) {
        key_ += part;
        auto& top = levels_.back();
        top.step = member_path(top.path, key_);
        if (!top.seen.insert(std::exchange(key_, {})).second) found.push_back(top.step);
        return true;
    }
    bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_string(json::string_view, std::size_t, json::error_code&) { return value(); }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, json::error_code&) { return value(); }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return value(); }
    bool on_double(double, json::string_view, json::error_code&) { return value(); }
    bool on_bool(bool, json::error_code&) { return value(); }
    bool on_null(json::error_code&) { return value(); }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

private:
    struct level {
        std::string path, step; // of the container, of its current member or item
        bool array = false;
        std::size_t index = 0;
        std::set<std::string> seen;
    };
    bool open(bool array = false) {
        level next;
        next.path = levels_.empty() ? std::string{document_root} : levels_.back().step;
        next.array = array;
        next.step = array ? item_path(next.path, 0) : next.path;
        levels_.push_back(std::move(next));
        return true;
    }
    bool close() {
        levels_.pop_back();
        return value();
    }
    bool value() {
        if (!levels_.empty() && levels_.back().array)
            levels_.back().step = item_path(levels_.back().path, ++levels_.back().index);
        return true;
    }
    std::string key_;
    std::vector<level> levels_;
};

std::string spot(std::string_view text, std::size_t offset) {
    const auto before = text.substr(0, offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto start = before.rfind('\n') + 1; // npos + 1 is 0
    return "line " + std::to_string(line) + ", column " + std::to_string(offset - start + 1);
}

}

std::optional<json::object> parse_document(std::string_view text, const std::string& name,
                                           report& found) {
    const auto malformed = [&](std::size_t offset, const std::string& what) {
        found.add(name, "malformed_json",
                  "not valid JSON at " + spot(text, offset) + ": " + what +
                      "; correct it there (comments and trailing commas are not allowed)");
        return std::nullopt;
    };
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3); // a byte order mark of an editor
    json::stream_parser parser;
    boost::system::error_code failed;
    auto offset = parser.write_some(text.data(), text.size(), failed);
    if (!failed && offset < text.size()) return malformed(offset, "there is more after the end");
    if (!failed) parser.finish(failed);
    if (failed == json::error::incomplete) offset = text.size();
    if (failed) return malformed(offset, failed.message());

    json::basic_parser<duplicate_finder> keys{json::parse_options{}};
    keys.write_some(false, text.data(), text.size(), failed);
    for (const auto& path : keys.handler().found)
        found.add(path, "duplicate_key", "this key is given twice in " + name + "; keep one");
    if (!keys.handler().found.empty()) return std::nullopt;

    auto value = parser.release();
    if (!value.is_object()) {
        found.add(name, "wrong_type", "must be one JSON object: { … }");
        return std::nullopt;
    }
    return std::move(value.as_object());
}

std::optional<json::object> read_document(const std::filesystem::path& file, report& found) {
    const auto unreadable = [&](const char* code, const std::string& what) {
        found.add(file.string(), code, what);
        return std::nullopt;
    };
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored))
        return unreadable("unreadable_file",
                          "is a folder; give the config file itself with --config FILE");
    errno = 0;
    std::ifstream in{file, std::ios::binary};
    if (!in) {
        if (errno == ENOENT)
            return unreadable(
                "missing_file",
                "there is no such config file; check --config, or make one with `nucleusd init`");
        return unreadable("unreadable_file", std::string{"the config file cannot be read: "} +
                                                 std::strerror(errno) + "; check its permissions");
    }
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    return parse_document(text, file.string(), found);
}

}
