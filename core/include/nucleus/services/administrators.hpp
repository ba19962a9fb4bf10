// The way to first administrators. Provided by auth.
#pragma once
#include <nucleus/async/task.hpp>
#include <nucleus/clock.hpp>
#include <nucleus/error.hpp>
#include <nucleus/http/request_context.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/secret_string.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

/// Who is going to administrate a schema that is still to be made. Nothing in it is secret.
struct future_administrator {
    std::string email;         ///< in normal form
    std::string password_hash; ///< as accounts have it
    /// Whether somebody answers for the address. Else it has to be confirmed first, where addresses
    /// of accounts have to be.
    bool address_proven = true;
    /// Until when it is to be confirmed: what is made is removed else. For the mail.
    std::optional<instant> confirm_before{};
};

struct administrator_draft {
    future_administrator who;
    std::optional<secret_string> generated; ///< the password, when none was given: shown once
};

class administrators {
public:
    static constexpr std::string_view service_name = "administrators";
    virtual ~administrators();
    /// Makes a godmin, or makes an existing account one; password by policy.
    virtual task<result<uuid>> create(std::string email, secret_string password) = 0;
    /// What the rules that hold for everybody have against address and password, if there is one,
    /// with the paths "/email" and "/password". Without looking anything up; any thread.
    [[nodiscard]] virtual std::vector<fault>
    faults_of(std::string email, const std::optional<secret_string>& password) const = 0;
    /// Checks both (`validation_failed`, with those faults), and hashes the password. Without one
    /// it is made up. Control context or a worker.
    virtual task<result<administrator_draft>> draft(std::string email,
                                                    std::optional<secret_string> password) = 0;
    /// Makes the account in the schema of the transaction with the role `admin`, which
    /// has every claim there (plugin::populate). One with that address that is there already is
    /// left as it is, so that it can be done again. The caller commits.
    virtual task<void> appoint(pg::transaction& tx, const future_administrator& who) = 0;
    /// Before a stranger has an administrator appointed, whose address is not proven: the mail that
    /// will ask to confirm it is one of those that the mailbox may get (authentication.mailBudget).
    /// `rate_limited` when there were too many; nothing where addresses are not confirmed.
    virtual task<result<void>> spend_mail(request_context& rc, std::string email) = 0;
    /// Whether anybody can have been in the schema, which need not be the transaction's: has an
    /// account whose address is confirmed, or that was signed in. True wherever addresses need not
    /// be confirmed. If not, nobody can come in as long as the transaction lasts.
    virtual task<bool> is_inhabited(pg::transaction& tx, std::string schema) = 0;
};

}
