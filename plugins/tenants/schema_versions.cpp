#include "schema_versions.hpp"
#include "store/version_store.hpp"

namespace nucleus::tenants {

task<int> schema_versions::current() {
    const auto digest = keeper_.version();
    if (digest == digest_) co_return number_;
    const int number = co_await number_of(db_, home_, digest);
    digest_ = digest;
    number_ = number;
    co_return number;
}

}
