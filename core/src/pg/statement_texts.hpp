// The statements that one worker has seen, ready to send.
#pragma once
#include "pg/lru.hpp"
#include <cstdint>
#include <memory>
#include <nucleus/clock.hpp>
#include <nucleus/metrics.hpp>
#include <nucleus/pg/database.hpp>
#include <string>
#include <vector>

namespace nucleus::pg {

/// How long a statement takes, as far as it was seen: what is slow does not go ahead of others on
/// the connection that all share.
class statement_pace {
public:
    static constexpr std::chrono::milliseconds quick_enough{50};
    static constexpr std::chrono::seconds kept_apart{60};

    /// It ran on a connection of its own.
    void took(steady::duration d) noexcept { proven_ = d < quick_enough; }
    /// The shared connection waits for it.
    void held_up(steady::time_point now) noexcept {
        proven_ = false;
        apart_until_ = now + kept_apart;
    }
    [[nodiscard]] bool proven_quick() const noexcept { return proven_; }
    [[nodiscard]] bool apart(steady::time_point now) const noexcept { return now < apart_until_; }

private:
    bool proven_ = false;
    steady::time_point apart_until_{};
};

/// One statement for one schema. The number tells it apart from all others of its worker.
struct statement_text {
    std::uint64_t number;
    std::string name;
    std::string sql;       ///< `{schema}` replaced
    bool composed = false; ///< by a client
    metrics::histogram* durations = nullptr;
    mutable statement_pace pace{}; ///< of its worker alone
};

/// Bounded: the number of tenants does not matter, and what clients compose pushes out only its
/// like. Belongs to one thread.
class statement_texts {
public:
    statement_texts(metrics::registry* metrics, std::size_t most, std::size_t most_composed)
        : metrics_{metrics}
        , fixed_{most}
        , composed_{most_composed}
        , alike_{most} {}

    [[nodiscard]] std::shared_ptr<const statement_text> find(const statement& s,
                                                             std::string_view schema);

private:
    struct key {
        std::string sql, schema;
    };
    struct key_view {
        std::string_view sql, schema;
    };
    struct hash {
        using is_transparent = void;
        template <class K> std::size_t operator()(const K& k) const noexcept {
            const std::hash<std::string_view> of;
            return of(k.sql) * 31 + of(k.schema);
        }
    };
    struct equal {
        using is_transparent = void;
        template <class A, class B> bool operator()(const A& a, const B& b) const noexcept {
            return a.sql == b.sql && a.schema == b.schema;
        }
    };
    metrics::registry* metrics_;
    using texts = lru<key, std::shared_ptr<const statement_text>, hash, equal>;
    [[nodiscard]] bool is_composed(const statement& s, std::string_view schema);

    texts fixed_, composed_;
    /// Digests of the first texts of a name, for a schema.
    lru<key, std::vector<std::size_t>, hash, equal> alike_;
    std::uint64_t made_ = 0;
};

}
