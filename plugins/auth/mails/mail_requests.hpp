// Mails that somebody asks for without saying who they are.
#pragma once
#include "domain/turns.hpp"
#include "identity/sessions.hpp"
#include "identity/settings.hpp"
#include "identity/shared_places.hpp"
#include <functional>
#include <nucleus/async/background.hpp>
#include <nucleus/bounded_map.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/services/mailer.hpp>
#include <nucleus/services/passwords.hpp>

namespace nucleus::auth {

/// Does what was asked after the answer, one after the other on the control context: so the answer
/// is the same, and takes as long, whether or not there is such an account. Of schemas in turn.
/// Lives as long as the context.
class mail_requests {
public:
    enum class kind : std::uint8_t {
        password_reset,
        verification, ///< of an address that is not confirmed yet
        registration, ///< somebody wanted to register this address, which has an account
        magic_link,
    };

    struct request {
        kind what{};
        std::string schema, email; ///< the address in normal form
        std::optional<std::string> redirect_to{};
        secret_string password{};        ///< of a registration
        steady::time_point not_before{}; ///< what is done for it must not delay its own answer
    };

    static constexpr std::size_t most_waiting = 1000;

    /// `most_of_one`: how many of them a schema may have, asked for each request.
    mail_requests(const live_settings& settings, sessions& open, passwords& hashing, mailer& mails,
                  boost::asio::io_context& control, pg::database& database,
                  std::function<std::size_t()> most_of_one)
        : settings_{settings}
        , sessions_{open}
        , passwords_{hashing}
        , mails_{mails}
        , control_{control}
        , database_{database}
        , most_of_one_{std::move(most_of_one)} {}

    /// Whether another one would be taken. Any thread.
    [[nodiscard]] bool has_room(const std::string& schema) const {
        return places_.any_for(schema, most_of_one_());
    }
    /// Overloaded, whatever the address, when too many wait. Any thread.
    [[nodiscard]] result<void> take(request r);
    /// Returns once what was taken is done, or at `until`. From the control context.
    task<void> drain(steady::time_point until);

private:
    task<void> accept(request r);
    task<void> serve(request r);
    task<void> send_link(request r, const settings& s);
    task<void> send_verification(request r, const settings& s);
    task<void> tell_owner(request r, const settings& s);
    task<bool> repeats(const request& r);

    const live_settings& settings_;
    sessions& sessions_;
    passwords& passwords_;
    mailer& mails_;
    boost::asio::io_context& control_;
    pg::database& database_;
    std::function<std::size_t()> most_of_one_;
    shared_places places_{most_waiting};
    turns<request> queue_; ///< this and what follows: on the control context
    bool serving_ = false;
    bounded_map<std::string, instant, std::hash<std::string>> told_;
};

}
