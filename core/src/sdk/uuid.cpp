// Making, reading and writing identifiers.
#include <chrono>
#include <cstring>
#include <nucleus/uuid.hpp>
#include <openssl/rand.h>
#include <stdexcept>

namespace nucleus {

namespace {

/// Random bytes of one thread, drawn a block at a time.
void random_fill(std::uint8_t* out, std::size_t size) {
    thread_local std::array<unsigned char, 1024> block;
    thread_local std::size_t used = block.size();
    if (used + size > block.size()) {
        if (RAND_bytes(block.data(), static_cast<int>(block.size())) != 1)
            throw std::runtime_error("the random number generator of OpenSSL failed");
        used = 0;
    }
    std::memcpy(out, block.data() + used, size);
    OPENSSL_cleanse(block.data() + used, size);
    used += size;
}

constexpr auto digit_values = [] {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (int i = 0; i < 10; ++i)
        table[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
    for (int i = 0; i < 6; ++i)
        table[static_cast<std::size_t>('a' + i)] = table[static_cast<std::size_t>('A' + i)] =
            static_cast<std::int8_t>(10 + i);
    return table;
}();

constexpr char digits[] = "0123456789abcdef";

constexpr bool dash_after(std::size_t byte) {
    return byte == 3 || byte == 5 || byte == 7 || byte == 9;
}

}

uuid uuid::v4() {
    uuid id;
    random_fill(id.bytes.data(), id.bytes.size());
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x40);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

uuid uuid::v7() {
    // RFC 9562 §6.2 method 1: the 12 bits after the time are a counter, seeded at random within a
    // millisecond; when it runs over, the time is advanced.
    thread_local std::uint64_t last_ms = 0;
    thread_local std::uint32_t counter = 0;
    const auto now =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                       std::chrono::system_clock::now().time_since_epoch())
                                       .count());
    uuid id;
    random_fill(id.bytes.data() + 6, 10);
    if (now > last_ms) {
        last_ms = now;
        counter = ((id.bytes[6] & 0x07U) << 8) | id.bytes[7]; // 11 bits: room to count
    } else if (++counter > 0xfff) {
        ++last_ms;
        counter = 0;
    }
    for (std::size_t i = 0; i < 6; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(last_ms >> (40 - 8 * i));
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | (counter >> 8));
    id.bytes[7] = static_cast<std::uint8_t>(counter);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

std::optional<uuid> uuid::parse(std::string_view text) noexcept {
    if (text.size() != 36) return std::nullopt;
    uuid id;
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        const auto high = digit_values[static_cast<unsigned char>(text[at])];
        const auto low = digit_values[static_cast<unsigned char>(text[at + 1])];
        if ((high | low) < 0) return std::nullopt;
        id.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
        at += 2;
        if (dash_after(i) && text[at++] != '-') return std::nullopt;
    }
    return id;
}

void uuid::append_to(std::string& out) const {
    const auto begin = out.size();
    out.resize(begin + 36);
    char* at = out.data() + begin;
    for (std::size_t i = 0; i < 16; ++i) {
        *at++ = digits[bytes[i] >> 4];
        *at++ = digits[bytes[i] & 0x0f];
        if (dash_after(i)) *at++ = '-';
    }
}

std::string uuid::text() const {
    std::string out;
    append_to(out);
    return out;
}

}
