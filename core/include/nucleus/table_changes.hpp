// What may be done to tables that are not as they are declared.
#pragma once
#include <cstdint>

namespace nucleus {

enum class table_changes : std::uint8_t {
    none, ///< they are to be so already
    safe, ///< nothing by which data could be lost
    destructive
};

}
