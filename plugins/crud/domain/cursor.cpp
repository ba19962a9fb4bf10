#include "domain/cursor.hpp"
#include "domain/parameter_fault.hpp"
#include <charconv>
#include <nucleus/crypto/digest.hpp>

namespace nucleus::crud {

namespace {

constexpr std::string_view version = "1";
constexpr std::size_t signature_size = 16;
constexpr std::size_t fixed_parts = 8;

/// `3:abc` for each part, `-` for NULL.
std::string pack(const key_values& all) {
    std::string out;
    for (const auto& p : all) {
        if (p)
            out.append(std::to_string(p->size())).append(":").append(*p);
        else
            out.push_back('-');
    }
    return out;
}

std::optional<key_values> unpack(std::string_view text) {
    key_values all;
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

std::string sign(const crypto::hmac_key& key, std::string_view packed) {
    return std::string{crypto::text_of(key.mac(packed)).substr(0, signature_size)};
}

bool is_signed(std::string_view packed, const cursor_keys& keys, std::string_view signature) {
    if (crypto::equal(sign(keys.current, packed), signature)) return true;
    return keys.previous && crypto::equal(sign(*keys.previous, packed), signature);
}

error unreadable() {
    return parameter_fault("cursor", "malformed", {}, "is none that this server has handed out");
}

}

cursor_keys cursor_keys_of(secret_string current, secret_string previous) {
    cursor_keys keys{crypto::hmac_key{std::move(current)}, {}};
    if (!previous.empty()) keys.previous.emplace(std::move(previous));
    return keys;
}

std::string write_cursor(const cursor& c, const cursor_scope& of, const cursor_keys& keys) {
    key_values all{std::string{version},
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
    if (!is_signed(packed, keys, signature)) return unreadable();
    auto all = unpack(packed);
    if (!all || all->size() <= fixed_parts || all->front() != version) return unreadable();
    const auto part = [&](std::size_t i) { return (*all)[i].value_or(""); };
    if (cursor_scope{part(1), part(2), part(3)} != of) return cursor_mismatch;
    cursor c{part(4), part(5), part(6), deleted_mode::without, {}};
    if (part(7) == "with") c.deleted = deleted_mode::with;
    if (part(7) == "only") c.deleted = deleted_mode::only;
    c.after.assign(all->begin() + fixed_parts, all->end());
    return c;
}

cursor cursor_of(const list_parameters& given) {
    return {
        sort_text(given), given.filters.value_or(""), given.search.value_or(""), given.deleted, {}};
}

result<list_query> continue_list(const entity& e, const list_parameters& given, const cursor& from,
                                 const viewer& who, const query_limits& limits) {
    const auto asked = check_list_query(e, given, who, limits);
    if (!asked) return asked.error();
    auto whole = given;
    const auto as_before = [](const std::string& text) {
        return text.empty() ? std::nullopt : std::optional{text};
    };
    whole.sort = as_before(from.sort), whole.filters = as_before(from.filters);
    whole.search = as_before(from.search), whole.deleted = from.deleted;
    whole.order_by.reset(), whole.order_direction.reset();
    auto q = check_list_query(e, whole, who, limits);
    if (!q) return q;
    const bool same = (!given.filters || asked->where == q->where) &&
                      (sort_text(given).empty() || asked->order == q->order) &&
                      (!given.search || asked->search == q->search) &&
                      (given.deleted == deleted_mode::without || given.deleted == from.deleted);
    if (!same || q->order.size() != from.after.size()) return cursor_mismatch;
    q->after = from.after;
    return q;
}

}
