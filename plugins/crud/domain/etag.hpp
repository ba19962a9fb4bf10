// Entity tags of rows: "<xmin>-<hash of projection and encoding>".
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::crud {

/// An If-Match or If-None-Match header, as far as it can concern us.
struct tag_condition {
    bool any = false;              ///< `*`
    std::vector<std::string> tags; ///< opaque parts, weak marks dropped
    bool malformed = false;        ///< a part is no tag; it matches nothing
};

/// The header's tags, without weak ones if `strong`; empty header: none.
[[nodiscard]] std::optional<tag_condition> parse_tags(std::string_view header, bool strong);
[[nodiscard]] bool matches(const tag_condition& c, std::string_view tag) noexcept;
/// The xmin of each tag, for `xmin::text = ANY(…)`.
[[nodiscard]] std::vector<std::string> versions_of(const tag_condition& c);
/// Appends `"<xmin>-<hash>"`.
[[nodiscard]] std::string make_tag(std::string_view xmin, std::string_view hash);

}
