// Mail to people. Provided by the plugin mail.
#pragma once
#include <nucleus/async/task.hpp>
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/secret_string.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nucleus {

struct mail {
    std::string to;      ///< one address, in normal form
    std::string purpose; ///< names the template, and the link: "resetPassword"
    /// What a one-time link carries; empty: the mail has none.
    secret_string token{};
    /// What the template's {{names}} stand for, as plain text: the template escapes them.
    std::vector<std::pair<std::string, std::string>> values{};
    /// From then on it would be of no use, as when its link has expired: it is not sent any more.
    /// None: a week after it was written.
    std::optional<instant> expires_at{};
};

class mailer {
public:
    static constexpr std::string_view service_name = "mailer";
    virtual ~mailer();
    /// Puts it into the outbox, in the caller's transaction: it leaves soon after the commit, and
    /// only then. Throws std::invalid_argument for a purpose without a template. Any worker.
    virtual task<void> send(pg::transaction& tx, const mail& m) = 0;
};

}
