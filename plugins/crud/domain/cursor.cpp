#include "domain/cursor.hpp"
#include "domain/parameter_fault.hpp"
#include <charconv>
#include <nucleus/crypto/digest.hpp>

namespace nucleus::crud {

namespace {

constexpr std::string_view version = "1";
constexpr std::size_t signature_size = 16;
constexpr std::size_t fixed_parts = 8;

using parts = std::vector<std::optional<std::string>>;

/// `3:abc` for each part, `-` for NULL.
std::string pack(const parts& all) {
    std::string out;
    for (const auto& p : all) {
        if (p)
            out.append(std::to_string(p->size())).append(":").append(*p);
        else
            out.push_back('-');
    }
    return out;
}

std::optional<parts> unpack(std::string_view text) {
    parts all;
    while (!text.empty()) {
        if (text.front() == '-') {
            all.emplace_back();
            text.remove_prefix(1);
            continue;
        }
        std::size_t size = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), size);
        const auto digits = static_cast<std::size_t>(end - text.data());
        if (failed != std::errc{} || digits >= text.size() || text[digits] != ':') return {};
        text.remove_prefix(digits + 1);
        if (size > text.size()) return {};
        all.emplace_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return all;
}

std::string sign(const secret_string& key, std::string_view packed) {
    return crypto::hmac_sha256(key, packed).substr(0, signature_size);
}

bool signed_by(const secret_string& key, std::string_view packed, std::string_view signature) {
    return !key.empty() && crypto::equal(sign(key, packed), signature);
}

error unreadable() {
    return parameter_fault("cursor", "malformed", {}, "is none that this server has handed out");
}

}

std::string write_cursor(const cursor& c, const cursor_scope& of, const cursor_keys& keys) {
    parts all{std::string{version},
              of.table,
              of.user,
              of.tenant,
              c.sort,
              c.filters,
              c.search,
              nucleus_choices(&c.deleted)[static_cast<std::size_t>(c.deleted)]};
    all.insert(all.end(), c.after.begin(), c.after.end());
    const auto packed = pack(all);
    return crypto::base64url(sign(keys.current, packed) + packed);
}

result<cursor> read_cursor(std::string_view text, const cursor_scope& of, const cursor_keys& keys) {
    const auto bytes = crypto::from_base64url(text);
    if (!bytes || bytes->size() <= signature_size) return unreadable();
    const std::string_view signature{bytes->data(), signature_size};
    const auto packed = std::string_view{*bytes}.substr(signature_size);
    if (!signed_by(keys.current, packed, signature) && !signed_by(keys.previous, packed, signature))
        return unreadable();
    auto all = unpack(packed);
    if (!all || all->size() <= fixed_parts || all->front() != version) return unreadable();
    const auto part = [&](std::size_t i) { return (*all)[i].value_or(""); };
    if (cursor_scope{part(1), part(2), part(3)} != of) return errors::cursor_mismatch;
    cursor c{part(4), part(5), part(6), deleted_mode::without, {}};
    if (part(7) == "with") c.deleted = deleted_mode::with;
    if (part(7) == "only") c.deleted = deleted_mode::only;
    c.after.assign(all->begin() + fixed_parts, all->end());
    return c;
}

result<void> continue_with(const cursor& c, list_parameters& given) {
    if (given.offset || given.page != 1)
        return parameter_fault(given.offset ? "offset" : "page", "conflict", {},
                               "excludes cursor, which says where the page begins");
    if (given.distinct || given.aggregate || given.group_by)
        return parameter_fault("cursor", "conflict", {}, "is for lists of rows, not of groups");
    const auto repeat = [](std::optional<std::string>& there, const std::string& was) {
        if (there) return *there == was;
        if (!was.empty()) there = was;
        return true;
    };
    if (!repeat(given.sort, c.sort) || !repeat(given.filters, c.filters) ||
        !repeat(given.search, c.search))
        return errors::cursor_mismatch;
    if (given.deleted != deleted_mode::without && given.deleted != c.deleted)
        return errors::cursor_mismatch;
    given.deleted = c.deleted;
    return {};
}

}
