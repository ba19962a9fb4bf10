// Encodings of mail.
#pragma once
#include <string>
#include <string_view>

namespace nucleus::mailing {

/// RFC 2045 §6.7: lines of 76 characters at most, ended by CRLF; LF or CRLF in `text` ends a line.
[[nodiscard]] std::string quoted_printable(std::string_view text);
/// RFC 2047: `text` as it is if a header can say it, else encoded words, folded. `text` has no
/// control characters.
[[nodiscard]] std::string header_text(std::string_view text);

}
