// A tenant out of an archive.
#pragma once
#include "provisioning/making.hpp"
#include "tenants_context.hpp"
#include <nucleus/services/account_copies.hpp>
#include <nucleus/services/tenant_archives.hpp>

namespace nucleus::tenants {

/// Makes a tenant as tables are made for any, and fills them in one transaction, in which it
/// becomes active as well: until then it is one that is being made, whose claim nobody takes up
/// again but to take it back. Used from the control context.
class restorer {
public:
    restorer(const tenants_context& t, account_copies& copies, const making& how);

    task<result<tenant_contents>> restore(std::string subdomain,
                                          std::function<std::string_view()> from, performer by);

private:
    struct job;
    task<result<void>> place(job& j);
    task<void> fill(job& j);
    task<void> take_back(const job& j);

    const tenants_context& context_;
    account_copies& copies_;
    making how_;
    activation activation_;
};

}
