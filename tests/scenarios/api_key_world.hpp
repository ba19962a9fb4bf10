// Keys for programs, and the programs that use them.
#pragma once
#include "auth_world.hpp"

namespace nucleus::testing {

inline constexpr const char* keys_path = "/auth/api-keys";

/// A client that has a key and nothing else.
inline http_client program(http_client from, const std::string& key) {
    from.use_cookies = false;
    from.bearer = key;
    return from;
}

inline std::string key_asking_for(const std::string& lists) {
    return R"({"name":"robot",)" + lists + "}";
}

/// The key itself.
inline std::string make_key(auth_world& w, http_client& owner, const std::string& lists) {
    const auto made = owner.post(keys_path, key_asking_for(lists));
    INFO(made.body);
    REQUIRE(made.status == 201);
    auto key = made.text("/data/key");
    w.node().must_not_log(key);
    return key;
}

inline std::string id_of(const std::string& key) {
    auto id = key.substr(3, 32);
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) id.insert(dash, "-");
    return id;
}

}
