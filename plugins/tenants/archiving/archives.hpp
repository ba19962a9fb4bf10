// The service tenant_archives: `nucleusd tenant export` and `restore`.
#pragma once
#include "archiving/restorer.hpp"

namespace nucleus::tenants {

class archives final : public tenant_archives {
public:
    /// `database`: of the control context.
    archives(const tenants_context& t, boost::asio::io_context& control, pg::database& database,
             const std::string& home)
        : db_{database}
        , home_{home}
        , restorer_{t, control, database, home} {}

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
