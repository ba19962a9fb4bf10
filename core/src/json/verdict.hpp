// What a check of one value says.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace nucleus::json {

/// Why a value is refused: a fault without its path.
struct refusal {
    std::string_view code;
    std::string message;
};

/// Empty when the value is accepted; as small as a pointer, for that is nearly always.
struct verdict : std::unique_ptr<refusal> {
    verdict() = default;
    verdict(refusal r) // NOLINT(google-explicit-constructor): reads as a value
        : unique_ptr{std::make_unique<refusal>(std::move(r))} {}
};

}
