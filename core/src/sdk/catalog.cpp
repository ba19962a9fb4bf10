// Declaring endpoints.
#include <nucleus/catalog.hpp>
#include <stdexcept>

namespace nucleus {

namespace {

/// "/products/:id": segments of letters, digits and `-._~`, or `:name`; no empty segment.
void check_path(std::string_view key, std::string_view path) {
    const auto wrong = [&](std::string_view why) {
        throw std::invalid_argument("endpoint " + std::string{key} + ": path '" +
                                    std::string{path} + "' " + std::string{why});
    };
    if (!path.starts_with('/')) wrong("must begin with '/'");
    for (std::size_t at = 1; at <= path.size();) {
        auto end = std::min(path.find('/', at), path.size());
        auto segment = path.substr(at, end - at);
        const bool named = segment.starts_with(':');
        if (named) segment.remove_prefix(1);
        if (segment.empty() && path.size() > 1) wrong("has an empty segment");
        for (const char c : segment) {
            const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '_';
            if (!letter && (named || (c != '-' && c != '.' && c != '~')))
                wrong("has a character that a path must not have");
        }
        at = end + 1;
    }
}

}

endpoint& catalog::add(http::method verb, std::string key, std::string path, access a,
                       nucleus::limit l, nucleus::handler h, std::string summary) {
    check_path(key, path);
    auto& row = rows_.emplace_back();
    row.key = std::move(key);
    row.verb = verb;
    row.path = std::move(path);
    row.access = std::move(a);
    row.limit = l;
    row.handler = h;
    row.summary = std::move(summary);
    row.body = h.body ? body_mode::json : body_mode::none;
    row.body_shape = h.body;
    row.query_shape = h.query;
    row.answer_shape = h.answer;
    return row;
}

}
