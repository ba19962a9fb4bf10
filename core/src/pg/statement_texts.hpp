// The statements that one worker has seen, ready to send.
#pragma once
#include "pg/lru.hpp"
#include <cstdint>
#include <memory>
#include <nucleus/metrics.hpp>
#include <nucleus/pg/database.hpp>
#include <string>

namespace nucleus::pg {

/// One statement for one schema. The number tells it apart from all others of its worker.
struct statement_text {
    std::uint64_t number;
    std::string name;
    std::string sql; ///< `{schema}` replaced
    metrics::histogram* durations = nullptr;
};

/// Bounded: the number of tenants does not matter. Belongs to one thread.
class statement_texts {
public:
    statement_texts(metrics::registry* metrics, std::size_t most)
        : metrics_{metrics}
        , known_{most} {}

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
    lru<key, std::shared_ptr<const statement_text>, hash, equal> known_;
    std::uint64_t made_ = 0;
};

}
