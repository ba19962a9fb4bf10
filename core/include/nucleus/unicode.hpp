// Text that looks the same and is the same.
#pragma once
#include <string>
#include <string_view>

namespace nucleus {

/// Unicode's Normalization Form C (UAX #15): one spelling for what can be written in several, e.g.
/// é as one code point or as e with an accent. Case, width and look-alikes stay as they are. Text
/// that is not UTF-8 comes back unchanged. Pure; quick for ASCII.
[[nodiscard]] std::string nfc(std::string_view text);

}
