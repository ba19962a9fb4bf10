// Text that must not leak.
#pragma once
#include <string>
#include <string_view>
#include <utility>

namespace nucleus {

/// A password or key. Wiped on destruction, absent from logs and JSON answers (the writer refuses
/// it), comparable only through crypto::equal. Owns its bytes; movable and copyable.
class secret_string {
public:
    secret_string() = default;
    explicit secret_string(std::string_view text)
        : text_{text} {}
    secret_string(const secret_string&) = default;
    secret_string(secret_string&& other) noexcept
        : text_{std::move(other.text_)} {
        other.wipe();
    }
    secret_string& operator=(const secret_string& other) {
        if (this != &other) {
            wipe();
            text_ = other.text_;
        }
        return *this;
    }
    secret_string& operator=(secret_string&& other) noexcept {
        if (this != &other) {
            wipe();
            text_ = std::move(other.text_);
            other.wipe();
        }
        return *this;
    }
    ~secret_string() { wipe(); }

    /// The bytes themselves; the name makes every use easy to find.
    [[nodiscard]] std::string_view reveal() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

private:
    void wipe() noexcept; // cannot be optimised away
    std::string text_;
};

}
