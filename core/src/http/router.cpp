#include "http/router.hpp"
#include <algorithm>

namespace nucleus::http {

struct router::node {
    std::map<std::string, std::unique_ptr<node>, std::less<>> children;
    std::unique_ptr<node> parameter;
    std::array<std::unique_ptr<route>, 8> routes; // by method
    std::string allow;

    [[nodiscard]] bool serves() const { return !allow.empty(); }
};

namespace {

std::size_t slot(method verb) { return static_cast<std::size_t>(verb); }

/// "/a/b" → "a", leaving "/b". A path starts with a slash.
std::string_view next_segment(std::string_view& rest) {
    rest.remove_prefix(1);
    const auto end = rest.find('/');
    const auto segment = rest.substr(0, end);
    rest.remove_prefix(segment.size());
    return segment;
}

std::string allowed(const std::array<std::unique_ptr<route>, 8>& routes) {
    std::string text;
    for (auto verb :
         {method::get, method::head, method::post, method::put, method::patch, method::del}) {
        const auto serves = verb == method::head ? method::get : verb;
        if (routes[slot(serves)]) text.append(to_string(verb)).append(", ");
    }
    return text + "OPTIONS";
}

}

router::router(const catalog& rows, bool (*serve)(const endpoint&))
    : root_{std::make_unique<node>()} {
    std::size_t index = 0;
    for (const auto& row : rows.rows()) {
        if (serve(row)) add(row, index);
        ++index;
    }
}
router::~router() = default;

void router::add(const endpoint& row, std::size_t index) {
    auto r = std::make_unique<route>(route{&row, index, {}});
    node* at = root_.get();
    auto rest = std::string_view{row.path};
    while (!rest.empty()) {
        const auto segment = next_segment(rest);
        auto& child = segment.starts_with(':') ? at->parameter : at->children[std::string{segment}];
        if (segment.starts_with(':')) r->names.emplace_back(segment.substr(1));
        if (!child) child = std::make_unique<node>();
        at = child.get();
    }
    if (r->names.empty()) static_paths_[row.path] = at;
    at->routes[slot(row.verb)] = std::move(r);
    at->allow = allowed(at->routes);
}

route_match router::take(const node& at, method verb, route_match m) {
    m.allow = &at.allow;
    const auto as = verb == method::head ? method::get : verb;
    m.found = at.routes[slot(as)].get();
    return m;
}

route_match router::find(method verb, std::string_view path) const {
    if (const auto known = static_paths_.find(path); known != static_paths_.end())
        return take(*known->second, verb, {});
    route_match m;
    const node* end = nullptr;
    if (!path.starts_with('/') || !walk(*root_, path, m, end)) return {};
    return take(*end, verb, m);
}

bool router::walk(const node& at, std::string_view rest, route_match& m, const node*& end) {
    if (rest.empty()) {
        end = &at;
        return at.serves();
    }
    const auto segment = next_segment(rest);
    if (const auto child = at.children.find(segment); child != at.children.end())
        if (walk(*child->second, rest, m, end)) return true;
    if (!at.parameter || segment.empty() || m.count == route_match::most_parameters) return false;
    m.values[m.count++] = segment;
    if (walk(*at.parameter, rest, m, end)) return true;
    --m.count;
    return false;
}

std::vector<std::string> collisions(const catalog& rows) {
    std::vector<std::string> found;
    std::map<std::string, const endpoint*> seen;
    for (const auto& row : rows.rows()) {
        const auto name = std::string{to_string(row.verb)} + " " + row.path;
        std::string shape{to_string(row.verb)};
        std::size_t parameters = 0;
        for (auto rest = std::string_view{row.path}; !rest.empty();) {
            const auto segment = next_segment(rest);
            const bool parameter = segment.starts_with(':');
            parameters += parameter ? 1 : 0;
            shape.append("/").append(parameter ? ":" : segment);
        }
        if (parameters > route_match::most_parameters)
            found.push_back(name + " (" + row.key + "): more than 8 path parameters");
        const auto [first, fresh] = seen.emplace(shape, &row);
        if (fresh) continue;
        const auto& other = *first->second;
        found.push_back(name + " (" + row.key + " of " + row.plugin + ") collides with " +
                        other.path + " (" + other.key + " of " + other.plugin +
                        "): rename one of the paths");
    }
    return found;
}

bool percent_decode(std::string_view text, std::string& out) {
    const auto hex = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    out.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i]);
            continue;
        }
        if (i + 2 >= text.size()) return false;
        const int high = hex(text[i + 1]);
        const int low = hex(text[i + 2]);
        if (high < 0 || low < 0 || high + low == 0) return false;
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return true;
}

}
