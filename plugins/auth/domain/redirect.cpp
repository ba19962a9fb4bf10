#include "domain/redirect.hpp"
#include <algorithm>

namespace nucleus::auth {

bool may_redirect(const std::vector<std::string>& list, std::string_view target) {
    const bool web = target.starts_with("https://") || target.starts_with("http://");
    const bool plain = std::ranges::all_of(
        target, [](unsigned char c) { return c > 0x20 && c != 0x7f && c != '\\'; });
    if (!web || !plain || target.find("/../") != target.npos || target.ends_with("/.."))
        return false;
    return std::ranges::any_of(list, [&](const std::string& allowed) {
        return target == allowed || (allowed.ends_with('/') && target.starts_with(allowed));
    });
}

}
