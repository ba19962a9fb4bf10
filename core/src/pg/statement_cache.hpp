// Which statements one connection has prepared: the decisions, without the connection.
#pragma once
#include "pg/lru.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace nucleus::pg {

/// Which statements a connection keeps prepared, and how many.
struct prepared_limits {
    std::size_t fixed = 256;    ///< those of the program, for every schema
    std::size_t composed = 256; ///< those that clients compose
    /// At which use a statement is prepared: what PostgreSQL keeps of a large one for each of many
    /// schemas is worth it only where it is used.
    int from_use = 3;
};

/// Statements are known by their number. A name is used once in a connection's life, so that a
/// statement that is prepared again never meets its former self.
class statement_cache {
public:
    enum class way : std::uint8_t {
        named,   ///< execute `name`
        prepare, ///< prepare `name`, then execute it
        unnamed, ///< send the text: it is new, or its preparation is under way and may still fail
    };
    struct plan {
        way how;
        std::string_view name; ///< valid until the next call
    };

    explicit statement_cache(prepared_limits limits)
        : from_use_{limits.from_use}
        , fixed_{limits.fixed}
        , composed_{limits.composed} {}

    /// `composed`: by a client. Such statements push out only their like.
    [[nodiscard]] plan use(std::uint64_t number, bool composed);
    /// The result of a preparation was read.
    void prepared(std::uint64_t number, std::string_view name, bool succeeded);
    /// The plan is out of date; or the server does not even know it any more.
    void forget(std::uint64_t number, bool server_has_it);
    /// Names that the server may drop; each is handed out once.
    [[nodiscard]] std::vector<std::string> take_leaving() { return std::exchange(leaving_, {}); }
    /// A DEALLOCATE was skipped by the server.
    void not_dropped(std::string name) { leaving_.push_back(std::move(name)); }
    /// How many statements had no entry when they were used.
    [[nodiscard]] std::uint64_t seen() const noexcept { return seen_; }
    [[nodiscard]] bool any_leaving() const noexcept { return !leaving_.empty(); }

private:
    struct entry {
        std::string name; ///< empty: not prepared
        int uses = 0;     ///< until it has a name
        bool ready = false;
    };
    using entries = lru<std::uint64_t, entry>;
    [[nodiscard]] entries& holder_of(std::uint64_t number);
    int from_use_;
    entries fixed_, composed_;
    std::vector<std::string> leaving_;
    std::uint64_t made_ = 0, seen_ = 0;
};

}
