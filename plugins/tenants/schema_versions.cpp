#include "schema_versions.hpp"

namespace nucleus::tenants {

task<schema_version> schema_versions::current() {
    const auto now = keeper_.contents();
    if (contents_ == now) co_return version_;
    const pg::call call{home_};
    auto version = co_await pg::transact<&add_version>(db_, call, now);
    contents_ = now;
    version_ = version;
    co_return version;
}

task<schema_version> schema_versions::current_anew() {
    co_await current();
    const auto asked = contents_;
    const auto found = co_await find_version(db_, {home_}, *asked);
    if (contents_ == asked) version_ = found;
    co_return version_;
}

task<schema_version> schema_versions::known() {
    const auto now = keeper_.contents();
    auto version = co_await find_version(db_, {home_}, now);
    co_return version;
}

}
