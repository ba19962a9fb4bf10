// Two sections of an imaginary plugin, for the tests of this room.
#pragma once
#include "sources_of.hpp"
#include <nucleus/describe.hpp>

namespace nucleus::testing {

struct item_config {
    std::string name;
    bool active = true;
};
NUCLEUS_DESCRIBE(item_config, (name, "Name"), (active, "In use", defaulted))

struct things_config {
    std::vector<item_config> things;
};
NUCLEUS_DESCRIBE(things_config, (things, "The things", defaulted, restart))

struct token_config {
    std::string secret;
    std::map<std::string, std::string> keys;
};
NUCLEUS_DESCRIBE(token_config, (secret, "Signs tokens", env_name, defaulted),
                 (keys, "More of them", env_name, defaulted))

struct hello_config {
    bool enabled = true;
    std::string greeting = "hello";
    token_config token;
    secret_string pin;
    std::optional<std::string> nothing;
};
NUCLEUS_DESCRIBE(hello_config, (enabled, "Whether", defaulted),
                 (greeting, "What is said", defaulted), (token, "Tokens", defaulted),
                 (pin, "A literal secret", defaulted), (nothing, "Maybe"))

inline void check_hello(const void* section, std::vector<fault>& found) {
    if (static_cast<const hello_config*>(section)->greeting == "bye")
        found.push_back({"/greeting", "invalid", "must not be bye"});
}

inline attempt with_plugins(std::string_view text) {
    attempt a{text};
    registry r;
    r.section<hello_config>("hello", "Greets", &check_hello);
    r.section<things_config>("things", "Holds");
    for (auto& section : r.sections) a.loader.add(std::move(section), "hello");
    return a;
}

inline const config::server_config& server(const attempt& a) {
    return a.config->get<config::server_config>("server");
}

}
