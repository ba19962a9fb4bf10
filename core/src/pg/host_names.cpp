#include "pg/host_names.hpp"
#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace nucleus::pg {

namespace {

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> items;
    for (std::size_t from = 0;;) {
        const auto comma = list.find(',', from);
        items.emplace_back(list.substr(from, comma - from));
        if (comma == list.npos) return items;
        from = comma + 1;
    }
}

void append(std::string& list, bool& first, std::string_view item) {
    if (!std::exchange(first, false)) list += ',';
    list += item;
}

std::string* find(connection_parameters& p, std::string_view keyword) {
    const auto at = std::ranges::find(p.keywords, keyword);
    if (at == p.keywords.end()) return nullptr;
    return &p.values[static_cast<std::size_t>(at - p.keywords.begin())];
}

bool is_name(const std::string& host) {
    if (host.empty() || host.front() == '/' || host.front() == '@') return false;
    boost::system::error_code failed;
    boost::asio::ip::make_address(host, failed);
    return failed.failed();
}

}

connection_parameters with_environment(connection_parameters p) {
    if (find(p, "service")) return p; // what its file says comes before the environment
    const libpq_ptr<PQconninfoOption> defaults{::PQconndefaults()};
    for (const auto* d = defaults.get(); d && d->keyword; ++d) {
        const std::string_view keyword{d->keyword};
        const bool ours = keyword == "host" || keyword == "hostaddr" || keyword == "port";
        if (!ours || !d->val || find(p, keyword)) continue;
        p.keywords.emplace_back(keyword);
        p.values.emplace_back(d->val);
    }
    return p;
}

std::vector<std::string> host_names(const connection_parameters& p) {
    auto copy = p;
    const auto* host = find(copy, "host");
    if (!host || find(copy, "hostaddr")) return {};
    auto names = split(*host);
    std::erase_if(names, [](const std::string& h) { return !is_name(h); });
    return names;
}

connection_parameters with_addresses(connection_parameters p, const addresses& found) {
    auto* host = find(p, "host");
    if (!host) return p;
    auto* port = find(p, "port");
    const auto hosts = split(*host);
    const auto ports = split(port ? *port : "");
    if (ports.size() != 1 && ports.size() != hosts.size()) return p; // libpq says what is wrong
    std::string all_hosts, all_addresses, all_ports;
    bool h = true, a = true, n = true;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        const auto known = found.find(hosts[i]);
        if (known == found.end() && is_name(hosts[i])) continue;
        const std::vector<std::string> as_it_is{""};
        for (const auto& address : known == found.end() ? as_it_is : known->second) {
            append(all_hosts, h, hosts[i]);
            append(all_addresses, a, address);
            append(all_ports, n, ports.size() == hosts.size() ? ports[i] : ports.front());
        }
    }
    *host = std::move(all_hosts);
    if (port) *port = std::move(all_ports);
    p.keywords.emplace_back("hostaddr");
    p.values.push_back(std::move(all_addresses));
    return p;
}

bool names_a_host(const connection_parameters& p) {
    auto copy = p;
    const auto* host = find(copy, "host");
    return host && !host->empty();
}

}
