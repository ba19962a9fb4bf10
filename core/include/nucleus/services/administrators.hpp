// The way to the first administrator. Provided by auth, used by `nucleusd admin create`.
#pragma once
#include <nucleus/async/task.hpp>
#include <nucleus/error.hpp>
#include <nucleus/secret_string.hpp>
#include <nucleus/uuid.hpp>
#include <string>
#include <string_view>

namespace nucleus {

class administrators {
public:
    static constexpr std::string_view service_name = "administrators";
    virtual ~administrators();
    /// Makes a godmin, or makes an existing account one; password by policy.
    virtual task<result<uuid>> create(std::string email, secret_string password) = 0;
};

}
