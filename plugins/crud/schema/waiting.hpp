// Says for whom a step waits, while it waits.
#pragma once
#include <memory>
#include <nucleus/async/recurring.hpp>
#include <nucleus/async/task.hpp>
#include <nucleus/pg/database.hpp>

namespace nucleus::crud {

/// Looks now and then from another connection at the one with process id `pid`, and logs what keeps
/// it waiting, or that it is still at work. Control context only.
class waiting {
public:
    waiting(boost::asio::io_context& context, pg::database& db, std::string schema, int pid);
    ~waiting();

    /// From now on it is about this one.
    void step(const std::string& object, const std::string& what);
    /// Nothing is under way.
    void rest();
    /// Who was last seen to be in the way of this step ("process 17 (psql, …)"), or empty.
    [[nodiscard]] std::string blockers() const;

private:
    struct state;
    std::shared_ptr<state> state_; // a look under way holds it too
    recurring looking_;
};

}
