// From method and path to the catalog row.
#pragma once
#include <array>
#include <map>
#include <memory>
#include <nucleus/catalog.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nucleus::http {

/// One row as the router serves it.
struct route {
    const endpoint* row = nullptr;
    std::size_t index = 0;          ///< of the row in the catalog
    std::vector<std::string> names; ///< of its path parameters, in order
};

/// What a path leads to. `allow` is null when nothing lives there (404); `found` is null when the
/// method is not served (405). Parameter values are still percent-encoded views of the path.
struct route_match {
    static constexpr std::size_t most_parameters = 8;
    const route* found = nullptr;
    const std::string* allow = nullptr; ///< "GET, HEAD, OPTIONS"
    std::size_t count = 0;
    std::array<std::string_view, most_parameters> values{};
};

/// Immutable once built; any thread. A static segment beats a parameter, segment by segment; paths
/// are case-sensitive and a trailing slash is a segment of its own. Paths without parameters are
/// found with one hash look-up and no allocation.
class router {
public:
    /// Serves the rows that `serve` accepts. The catalog must outlive the router.
    router(const catalog& rows, bool (*serve)(const endpoint&));
    ~router();
    [[nodiscard]] route_match find(method verb, std::string_view path) const;

private:
    struct node;
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const noexcept {
            return std::hash<std::string_view>{}(s);
        }
    };
    void add(const endpoint& row, std::size_t index);
    static bool walk(const node& at, std::string_view rest, route_match& m, const node*& end);
    static route_match take(const node& at, method verb, route_match m);

    std::unique_ptr<node> root_;
    std::unordered_map<std::string, const node*, text_hash, std::equal_to<>> static_paths_;
};

/// Rows that would answer the same requests, and paths that cannot be routed; one sentence each.
[[nodiscard]] std::vector<std::string> collisions(const catalog& rows);

/// Decodes %XX into `out`; false when an escape is malformed or hides a NUL.
[[nodiscard]] bool percent_decode(std::string_view text, std::string& out);

}
