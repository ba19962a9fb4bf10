// The reads of one turn that may share an answer.
#pragma once
#include "pg/request.hpp"
#include <vector>

namespace nucleus::pg {

/// Holds them back until they are sent, so that whoever asks the same follows the first. That is
/// why nobody is told less than what had been written when they asked: to follow one that
/// PostgreSQL may be working on already would be to be told of a moment before.
class shared_reads {
public:
    /// More different ones are not held.
    static constexpr std::size_t most = 64;

    /// Takes it when one that asks the same is held.
    [[nodiscard]] bool follow(ticket& t);
    void hold(ticket t) { held_.push_back(std::move(t)); }
    [[nodiscard]] bool full() const noexcept { return held_.size() >= most; }
    /// Takes `r` out, if it is here.
    [[nodiscard]] ticket drop(const request* r);
    /// All of them, each with its followers; none are left.
    [[nodiscard]] std::vector<ticket> take() { return std::exchange(held_, {}); }

private:
    std::vector<ticket> held_;
};

}
