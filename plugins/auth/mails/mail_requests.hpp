// Mails that somebody asks for without saying who they are.
#pragma once
#include "identity/bounded_map.hpp"
#include "identity/sessions.hpp"
#include "identity/settings.hpp"
#include <atomic>
#include <deque>
#include <nucleus/async/background.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/services/mailer.hpp>

namespace nucleus::auth {

/// Does what was asked after the answer, one after the other on the control context: so the answer
/// is the same, and takes as long, whether or not there is such an account. Lives as long as the
/// context.
class mail_requests {
public:
    enum class kind : std::uint8_t {
        password_reset,
        verification, ///< of an address that is not confirmed yet
        registration, ///< somebody wanted to register this address, which has an account
        magic_link,
    };

    mail_requests(const live_settings& settings, sessions& open, mailer& mails,
                  boost::asio::io_context& control, pg::database& database)
        : settings_{settings}
        , sessions_{open}
        , mails_{mails}
        , control_{control}
        , database_{database} {}

    /// Whether another one would be taken. Any thread.
    [[nodiscard]] bool has_room() const noexcept { return waiting_ < most_waiting; }
    /// `email` in normal form. Overloaded, whatever the address, when too many wait. Any thread.
    [[nodiscard]] result<void> take(kind what, std::string schema, std::string email,
                                    std::optional<std::string> redirect_to = {});
    /// Returns once what was taken is done, or at `until`. From the control context.
    task<void> drain(steady::time_point until);

private:
    struct request {
        kind what;
        std::string schema, email;
        std::optional<std::string> redirect_to;
        steady::time_point not_before; ///< what is done for it must not delay its own answer
    };
    task<void> accept(request r);
    task<void> serve(request r);
    task<void> send_link(request r, const settings& s);
    task<void> send_verification(request r, const settings& s);
    task<void> tell_owner(request r, const settings& s);

    static constexpr int most_waiting = 1000;
    const live_settings& settings_;
    sessions& sessions_;
    mailer& mails_;
    boost::asio::io_context& control_;
    pg::database& database_;
    std::atomic<int> waiting_{0};
    std::deque<request> queue_; ///< this and what follows: on the control context
    bool serving_ = false;
    bounded_map<std::string, instant, std::hash<std::string>> told_;
};

}
