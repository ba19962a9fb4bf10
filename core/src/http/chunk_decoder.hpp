// The chunked transfer coding (RFC 9112 §7.1), fed piece by piece. Trailers are read and dropped.
#pragma once
#include "http/head.hpp"
#include <cstdint>
#include <string>

namespace nucleus::http {

class chunk_decoder {
public:
    /// `limit`: largest body, in bytes.
    explicit chunk_decoder(std::uint64_t limit)
        : limit_{limit} {}

    /// Decodes from `input`, appending data to `body`; returns the bytes consumed, which is all of
    /// them until the body is done. Stop at a refusal.
    std::size_t feed(std::string_view input, std::string& body);

    [[nodiscard]] bool done() const noexcept { return at_ == state::done; }
    [[nodiscard]] const refusal& refused() const noexcept { return refused_; }

private:
    enum class state : std::uint8_t {
        size,
        extension,
        size_lf,
        data,
        data_cr,
        data_lf,
        trailer,
        done
    };
    void step(char c);
    void size_digit(char c);
    void trailer_byte(char c);
    void refuse(refusal r) { refused_ = r; }

    std::uint64_t limit_, size_ = 0, total_ = 0;
    std::size_t digits_ = 0, overhead_ = 0, line_ = 0;
    char before_ = 0;
    state at_ = state::size;
    refusal refused_{};
};

}
