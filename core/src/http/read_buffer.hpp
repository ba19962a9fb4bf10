// Bytes that have arrived and are not yet consumed, in one block of fixed size.
#pragma once
#include <cstring>
#include <memory>
#include <string_view>

namespace nucleus::http {

class read_buffer {
public:
    explicit read_buffer(std::size_t capacity)
        : capacity_{capacity}
        , block_{std::make_unique_for_overwrite<char[]>(capacity)} {}

    [[nodiscard]] std::string_view unread() const noexcept {
        return {block_.get() + begin_, end_ - begin_};
    }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
    [[nodiscard]] std::size_t room() const noexcept { return capacity_ - end_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] char* free_space() noexcept { return block_.get() + end_; }
    void filled(std::size_t n) noexcept { end_ += n; }
    void consume(std::size_t n) noexcept {
        begin_ += n;
        if (begin_ == end_) begin_ = end_ = 0;
    }
    /// Keeps the first `n` unread bytes only.
    void truncate(std::size_t n) noexcept { end_ = begin_ + n; }
    /// Moves what is unread to the front. Views into it die.
    void compact() noexcept {
        if (begin_ == 0) return;
        std::memmove(block_.get(), block_.get() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }

private:
    std::size_t capacity_, begin_ = 0, end_ = 0;
    std::unique_ptr<char[]> block_;
};

}
