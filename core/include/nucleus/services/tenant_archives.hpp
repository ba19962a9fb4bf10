// Whole tenants into files, and out of them. Provided by tenants.
#pragma once
#include <cstdint>
#include <functional>
#include <nucleus/async/task.hpp>
#include <nucleus/error.hpp>
#include <nucleus/uuid.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

/// What an archive has in it, or what was made of one.
struct tenant_contents {
    uuid id;
    std::string subdomain;
    std::int64_t tables = 0, rows = 0;
    /// Tables and columns ("products.old_price") of the archive which there is no place for, since
    /// they are not declared.
    std::vector<std::string> left_out{};
};

/// Control context only; may take as long as a tenant is large.
class tenant_archives {
public:
    static constexpr std::string_view service_name = "tenant_archives";
    virtual ~tenant_archives();
    /// Writes one state of a tenant, an id or a subdomain, as a tar archive, piece by piece. Throws
    /// what `to` throws.
    virtual task<result<tenant_contents>> write(std::string tenant,
                                                std::function<void(std::string_view piece)> to) = 0;
    /// Makes a tenant of an archive, of which `from` gives piece after piece, at the end an empty
    /// one. With the ids, passwords and keys that it had, under the new name. All or nothing.
    virtual task<result<tenant_contents>> restore(std::string subdomain,
                                                  std::function<std::string_view()> from) = 0;
};

}
