// Versioned changes of a plugin's own tables.
#pragma once
#include <string_view>

namespace nucleus::pg {

/// One step, applied once per schema in one transaction, in order of version. `{schema}` in the
/// SQL becomes the quoted schema. Made from `migrations/NNNN_name.sql` by nucleus_add_plugin; a
/// released step never changes (its checksum is verified).
struct migration {
    int version;
    std::string_view name;
    std::string_view sql;
};

}
