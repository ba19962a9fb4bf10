#include "http/client/base_url.hpp"
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <stdexcept>

namespace nucleus::http {

base_url read_base_url(std::string_view text) {
    const auto read = boost::urls::parse_uri(text);
    if (!read) throw std::invalid_argument{"this is no URL; one is https://accounts.example.com"};
    const boost::urls::url_view& url = *read;
    const bool tls = url.scheme_id() == boost::urls::scheme::https;
    if (!tls && url.scheme_id() != boost::urls::scheme::http)
        throw std::invalid_argument{"the URL must begin with https:// or http://"};
    if (url.host().empty()) throw std::invalid_argument{"the URL names no host"};
    if (url.has_userinfo() || url.has_query() || url.has_fragment())
        throw std::invalid_argument{"the URL may have a host, a port and a path, nothing else"};
    if (url.has_port() && url.port_number() == 0)
        throw std::invalid_argument{"the port of the URL is no number of 1 to 65535"};
    base_url base;
    base.tls = tls;
    base.host = url.host_address();
    base.port = url.has_port() ? std::to_string(url.port_number()) : (tls ? "443" : "80");
    base.authority = url.encoded_host_and_port();
    base.prefix = url.encoded_path();
    while (base.prefix.ends_with('/')) base.prefix.pop_back();
    return base;
}

}
