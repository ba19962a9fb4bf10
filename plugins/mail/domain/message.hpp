// A mail as it travels (RFC 5322, MIME).
#pragma once
#include "domain/templates.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/uuid.hpp>
#include <string>
#include <string_view>

namespace nucleus::mailing {

struct mailbox {
    std::string name, address;
};

/// The same parts give the same bytes: a second delivery can be told by its Message-ID.
struct message_parts {
    uuid id;
    instant written;
    mailbox from;
    std::string to;
    letter content;
};

/// Headers and both forms of the body, lines ended by CRLF. Throws std::invalid_argument for an
/// address or another value of a header that could end its line.
[[nodiscard]] std::string compose(const message_parts& parts);

/// Whether it can stand in a header and in an SMTP command: one `local@domain` without blanks,
/// brackets and control characters, 254 bytes at most.
[[nodiscard]] bool is_address(std::string_view text) noexcept;

}
