#include "domain/client_hints.hpp"
#include "domain/user_agent.hpp"
#include <charconv>
#include <optional>
#include <vector>

namespace nucleus::auth {

namespace {

/// Longer ones are nobody's.
constexpr std::size_t most_read = 1024, longest_name = 32, longest_model = 24, longest_version = 20;

/// A string of RFC 9651 §3.3.3 at `at`, which moves behind it; none when it is malformed.
std::optional<std::string> take_string(std::string_view text, std::size_t& at) {
    if (at >= text.size() || text[at] != '"') return std::nullopt;
    std::string out;
    while (++at < text.size()) {
        char c = text[at];
        if (c == '"') return ++at, out;
        if (c == '\\' && ++at < text.size()) c = text[at];
        if (c < 0x20 || c > 0x7e) return std::nullopt;
        out.push_back(c);
    }
    return std::nullopt;
}

struct brand {
    std::string name, version;
};

/// `"Chromium";v="124", "Google Chrome";v="124"`: as far as it can be read.
std::vector<brand> brands_of(std::string_view list) {
    list = list.substr(0, most_read);
    std::vector<brand> found;
    for (std::size_t at = 0; at < list.size();) {
        at = list.find_first_not_of(" \t,", at);
        if (at == list.npos) break;
        auto name = take_string(list, at);
        if (!name) break;
        brand b{std::move(*name), {}};
        if (list.substr(at).starts_with(";v=")) {
            at += 3;
            auto version = take_string(list, at);
            if (!version) break;
            b.version = std::move(*version);
        }
        found.push_back(std::move(b));
        at = std::min(list.find(',', at), list.size());
    }
    return found;
}

/// Made up so that nobody relies on the list: "Not.A/Brand", "(Not A;Brand".
bool is_grease(std::string_view name) {
    return name.find("Not") != name.npos && name.find("Brand") != name.npos;
}

/// The one that is a browser's own; that of its engine when there is no other.
const brand* own_brand(const std::vector<brand>& all) {
    const brand* engine = nullptr;
    for (const auto& b : all) {
        if (b.name.empty() || is_grease(b.name)) continue;
        if (b.name != "Chromium") return &b;
        engine = &b;
    }
    return engine;
}

std::string familiar(const std::string& name) {
    if (name == "Google Chrome") return "Chrome";
    if (name == "Microsoft Edge") return "Edge";
    if (name == "Chrome OS" || name == "Chromium OS") return "ChromeOS";
    return name.substr(0, longest_name);
}

std::string string_of(std::string_view header) {
    std::size_t at = 0;
    const auto read = take_string(header.substr(0, most_read), at);
    return read && at == std::min(header.size(), most_read) ? *read : std::string{};
}

std::string version_of(std::string version) {
    if (version.find_first_not_of("0123456789.") != version.npos) return {};
    version.resize(std::min(version.size(), longest_version));
    while (version.ends_with('.')) version.pop_back();
    return version;
}

/// Windows counts versions of its API: 13 and more is Windows 11, 1 to 10 is Windows 10.
std::string windows_version(std::string_view told) {
    int major = 0;
    std::from_chars(told.data(), told.data() + told.size(), major);
    if (major >= 13) return "11";
    return major > 0 ? "10" : "";
}

/// Sec-CH-UA tells the first number of a version only: what the User-Agent says may be longer.
void believe_brand(const client_hints& sent, device& d) {
    const auto full = brands_of(sent.full_versions), brief = brands_of(sent.brands);
    const auto* known = own_brand(full);
    const auto* own = known ? known : own_brand(brief);
    if (!own) return;
    const auto name = familiar(own->name);
    const auto version = version_of(own->version);
    if (!version.empty() && (known || name != d.browser)) d.browser_version = version;
    d.browser = name;
}

void believe_platform(const client_hints& sent, device& d) {
    const auto platform = familiar(string_of(sent.platform));
    if (platform.empty() || platform == "Unknown") return;
    if (platform != d.os) d.os_version.clear();
    d.os = platform;
    const auto told = version_of(string_of(sent.platform_version));
    const auto version = d.os == "Windows" ? windows_version(told) : told;
    if (!version.empty()) d.os_version = version;
}

void believe_form(const client_hints& sent, device& d) {
    if (d.type == "bot") return;
    if (sent.mobile == "?1") d.type = "mobile";
    if (sent.mobile == "?0" && d.type != "tablet")
        d.type = d.os == "Android" ? "tablet" : "desktop";
}

}

device describe_device(const client_hints& sent) {
    auto d = describe_device(sent.user_agent);
    believe_brand(sent, d);
    believe_platform(sent, d);
    believe_form(sent, d);
    d.name = name_of(d);
    const auto model = string_of(sent.model).substr(0, longest_model);
    if (!model.empty()) d.name += " (" + model + ")";
    return d;
}

}
