// The thread that sends, which may block.
#pragma once
#include "outbox.hpp"
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace nucleus::mailing {

/// A claimed mail, to be sent with these settings.
struct sending {
    claimed_row row;
    std::shared_ptr<const settings> with;
    steady::time_point begin_by; ///< later its lease could end before it is sent, or it expires
};
/// One that was tried, or not.
struct sent_mail {
    claimed_row row;
    outcome end;
};

/// Opens, renders and sends one mail, here and now. Does not throw.
[[nodiscard]] outcome send_now(const sending& s, const std::atomic<bool>& stopping);

/// Sends one after the other. Every mail that it is given comes back by finished(), also those that
/// were not begun. Any thread.
class sending_thread {
public:
    /// `done` is called on the thread after each mail; it does not throw.
    explicit sending_thread(std::function<void()> done);
    ~sending_thread();
    sending_thread(const sending_thread&) = delete;
    sending_thread& operator=(const sending_thread&) = delete;

    void give(std::vector<sending> mails);
    [[nodiscard]] bool busy() const;
    /// The oldest that has come back; it stays until forget().
    [[nodiscard]] std::optional<sent_mail> finished() const;
    void forget(const claimed_row& row);
    /// Returns at once. The mail under way is cut short where that is safe.
    void ask_to_stop() noexcept;
    /// True once nothing is under way any more.
    [[nodiscard]] bool stopped() const { return over_; }

private:
    void run();

    std::function<void()> done_;
    mutable std::mutex guard_;
    std::condition_variable given_;
    std::deque<sending> waiting_;
    std::deque<sent_mail> finished_;
    bool sending_ = false;
    std::atomic<bool> stopping_{false}, over_{false};
    std::thread thread_; // last: it uses the others
};

}
