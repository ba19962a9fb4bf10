#include "domain/user_agent.hpp"

namespace nucleus::auth {

namespace {

struct mark {
    std::string_view token, name;
};
/// The first that fits decides: many browsers also claim to be those after them.
constexpr mark browsers[] = {{"Edg/", "Edge"},
                             {"EdgA/", "Edge"},
                             {"OPR/", "Opera"},
                             {"SamsungBrowser/", "Samsung Internet"},
                             {"FxiOS/", "Firefox"},
                             {"Firefox/", "Firefox"},
                             {"CriOS/", "Chrome"},
                             {"Chrome/", "Chrome"},
                             {"Version/", "Safari"},
                             {"curl/", "curl"},
                             {"PostmanRuntime/", "Postman"}};
constexpr mark systems[] = {{"Windows NT ", "Windows"}, {"iPhone OS ", "iOS"},
                            {"CPU OS ", "iPadOS"},      {"Android ", "Android"},
                            {"CrOS ", "ChromeOS"},      {"Mac OS X ", "macOS"},
                            {"Linux", "Linux"}};

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::string version_at(std::string_view text) {
    std::string out{
        text.substr(0, std::min<std::size_t>(20, text.find_first_not_of("0123456789._")))};
    for (auto& c : out)
        if (c == '_') c = '.';
    while (out.ends_with('.')) out.pop_back();
    return out;
}

template <std::size_t N> void recognise(std::string_view text, const mark (&marks)[N],
                                        std::string& name, std::string& version) {
    for (const auto& m : marks) {
        const auto at = text.find(m.token);
        if (at == text.npos) continue;
        name = m.name;
        version = version_at(text.substr(at + m.token.size()));
        return;
    }
}

std::string type_of(std::string_view agent, const device& d) {
    if (has(agent, "bot") || has(agent, "Bot") || has(agent, "spider")) return "bot";
    if (has(agent, "iPad") || has(agent, "Tablet")) return "tablet";
    if (d.os == "Android") return has(agent, "Mobile") ? "mobile" : "tablet";
    if (d.os == "iOS") return "mobile";
    return d.os.empty() ? "other" : "desktop";
}

}

device describe_device(std::string_view agent) {
    agent = agent.substr(0, 1024);
    device d;
    recognise(agent, browsers, d.browser, d.browser_version);
    recognise(agent, systems, d.os, d.os_version);
    d.type = type_of(agent, d);
    d.name = name_of(d);
    return d;
}

std::string name_of(const device& d) {
    const std::string browser = d.browser.empty() ? "Unknown browser" : d.browser;
    return d.os.empty() ? browser : browser + " on " + d.os;
}

}
