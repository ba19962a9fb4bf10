// The service mailer: mails are put into the outbox, sealed.
#pragma once
#include "settings.hpp"
#include "store/outbox_store.hpp"
#include <nucleus/published.hpp>
#include <nucleus/services.hpp>
#include <nucleus/services/mailer.hpp>

namespace nucleus::mailing {

/// What is sealed.
struct sealed_content {
    secret_string token;
    std::map<std::string, std::string> values;
    std::optional<std::string> tenant;
};
/// `tenant`: the subdomain of the one that it comes from, or empty.
[[nodiscard]] std::string seal_content(const settings& s, const uuid& id, const mail& m,
                                       std::string_view tenant = {});
/// None: another key, or it was changed.
[[nodiscard]] std::optional<sealed_content> open_content(const settings& s, const uuid& id,
                                                         std::string_view data);

class outbox final : public mailer {
public:
    outbox(const published<settings>& now, std::string_view home, const services& all)
        : settings_{now}
        , services_{all}
        , writer_{home} {}
    /// Also refuses a token where the purpose has no link, a link without a token, and what is no
    /// address.
    task<void> send(pg::transaction& tx, const mail& m) override;

private:
    const published<settings>& settings_;
    const services& services_; ///< for tenancy, which starts later
    outbox_writer writer_;
};

}
