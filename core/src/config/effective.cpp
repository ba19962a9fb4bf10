#include "config/effective.hpp"
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <nucleus/secret_string.hpp>

namespace nucleus::config {

namespace json = boost::json;

namespace {

json::value value_of(const value_type& t, const void* at, bool mask, secrets how);

json::object members(const shape& s, const void* from, bool mask, secrets how) {
    json::object out;
    for (const auto& f : s.fields) {
        const auto* at = static_cast<const unsigned char*>(from) + f.offset;
        if (f.type->holds == container::optional && f.type->size(at) == 0) continue;
        out[f.name] = value_of(*f.type, at, mask || (f.secret && how == secrets::masked), how);
    }
    return out;
}

json::value scalar_of(const value_type& t, const void* at, bool mask, secrets how) {
    if (t.kind == value_kind::secret) {
        const auto text = static_cast<const secret_string*>(at)->reveal();
        return text.empty() ? json::string{} : json::string{how == secrets::kept ? text : "***"};
    }
    std::string scratch;
    const auto value = t.fetch(t, at, scratch);
    if (const auto* text = std::get_if<std::string_view>(&value)) {
        if (mask) return json::string{text->empty() ? "" : "***"};
        if (t.kind != value_kind::json) return json::string{*text};
        boost::system::error_code failed;
        auto parsed = json::parse(*text, failed);
        return failed ? json::value{} : parsed;
    }
    if (mask) return json::string{"***"};
    if (const auto* b = std::get_if<bool>(&value)) return *b;
    if (const auto* n = std::get_if<std::int64_t>(&value)) return *n;
    if (const auto* d = std::get_if<double>(&value)) return *d;
    return {};
}

json::value value_of(const value_type& t, const void* at, bool mask, secrets how) {
    if (t.holds == container::none)
        return t.kind == value_kind::object ? members(t.object(), at, mask, how)
                                            : scalar_of(t, at, mask, how);
    const auto n = t.size(at);
    if (t.holds == container::optional)
        return n == 0 ? json::value{} : value_of(*t.element, t.at(at, 0, nullptr), mask, how);
    json::array items;
    json::object map;
    for (std::size_t i = 0; i < n; ++i) {
        std::string_view key;
        const auto* item = t.at(at, i, &key);
        if (t.holds == container::map)
            map[key] = value_of(*t.element, item, mask, how);
        else
            items.push_back(value_of(*t.element, item, mask, how));
    }
    if (t.holds == container::map) return map;
    return items;
}

}

json::object effective(const shape& s, const void* from, secrets how) {
    return members(s, from, false, how);
}

}
