// Names that follow from other names.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::crud {

/// blog_posts → blog_post: ies → y; (s|x|ch|sh)es → without es; s → without s; else unchanged.
[[nodiscard]] std::string singular(std::string_view table);
/// blog_post → BLOG_POST.
[[nodiscard]] std::string upper_snake(std::string_view name);
/// "products" + {"sku"} + "key" → products_sku_key. Over PostgreSQL's 63 bytes it is cut and given
/// a hash of the whole, so that it stays unique.
[[nodiscard]] std::string object_name(std::string_view table,
                                      const std::vector<std::string>& columns,
                                      std::string_view suffix);
/// FNV-1a, for names and tags that must be the same on every node.
[[nodiscard]] std::string short_hash(std::string_view text);

}
