// Under what it is counted.
#pragma once
#include "limits/counting.hpp"
#include <nucleus/secret_string.hpp>
#include <string>
#include <string_view>

namespace nucleus::limits {

/// A budget in force. It is part of each key: who draws on several is counted for each, and a
/// budget that was changed begins anew.
struct rule {
    rule() = default;
    rule(counting how, const budget& of, std::string_view name);

    counting how = counting::sliding_window;
    budget of;
    std::uint64_t stamp = 0; ///< tells it from others, on every node alike
};

/// Who, or what, draws on it.
struct subject {
    std::string_view kind;     ///< "address": nobody is counted as somebody of another kind
    std::string_view place;    ///< the endpoint, where each has a budget of its own
    std::uint64_t number{};    ///< one of the two
    std::string_view name{};   ///< may be anything that a client sends
    std::string_view tenant{}; ///< of ids: a restored tenant has those of the original
};

/// For own_counts, with a seed of this process: nobody can aim at a set.
[[nodiscard]] std::uint64_t own_key(const rule& r, const subject& s) noexcept;

/// For the database: 16 bytes that all nodes with this secret make alike, and nobody without it.
[[nodiscard]] std::string shared_key(const secret_string& secret, const rule& r, const subject& s);
/// What a node remembers of it.
[[nodiscard]] std::uint64_t own_key(std::string_view shared) noexcept;

}
