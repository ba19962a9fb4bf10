// The service tenant_archives: `nucleusd tenant export` and `restore`.
#pragma once
#include "archiving/restorer.hpp"

namespace nucleus::tenants {

class archives final : public tenant_archives {
public:
    archives(const tenants_context& t, account_copies& copies, const making& how)
        : db_{how.database}
        , home_{how.home}
        , restorer_{t, copies, how} {}

    task<result<tenant_contents>> write(std::string tenant,
                                        std::function<void(std::string_view)> to) override;
    task<result<tenant_contents>> restore(std::string subdomain,
                                          std::function<std::string_view()> from) override;

private:
    pg::database& db_;
    std::string home_;
    restorer restorer_;
};

}
