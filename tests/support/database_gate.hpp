// Between a server and its database: counts what is asked, and strikes at the n-th answer.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace nucleus::testing {

/// A proxy for PostgreSQL's protocol, by a thread of its own. Listens on the loopback interface.
class database_gate {
public:
    /// `dsn`: host, port and user as private_postgres has them.
    explicit database_gate(std::string dsn);
    ~database_gate();
    database_gate(const database_gate&) = delete;
    database_gate& operator=(const database_gate&) = delete;

    /// The same database, by way of the gate.
    [[nodiscard]] std::string dsn() const;

    /// The n-th question from now on is passed on, and `strike` runs once PostgreSQL has answered
    /// it: nobody gets that answer. What the channel of announcements says is not counted.
    void arm(int n, std::function<void()> strike);
    /// Whether it has struck since arm(). Waits for a stroke that has begun, which others may have
    /// felt already.
    [[nodiscard]] bool struck() const {
        const std::lock_guard lock{guard_};
        return struck_;
    }

private:
    struct link {
        int client = -1, server = -1;
        bool listens = false; ///< the channel of announcements
        bool doomed = false;  ///< the next answer is the one
    };
    void run();
    void admit();
    [[nodiscard]] bool pass_question(link& l);
    [[nodiscard]] bool pass_answer(link& l);
    static void shut(link& l);

    std::string dsn_, socket_;
    int listener_ = -1, wake_[2] = {-1, -1};
    std::uint16_t port_ = 0;
    mutable std::mutex guard_; ///< of the next three
    std::function<void()> strike_;
    int left_ = 0; ///< questions until then; 0: it is not armed
    bool struck_ = false;
    std::atomic<bool> stop_{false};
    std::vector<link> links_;
    std::thread thread_;
};

}
