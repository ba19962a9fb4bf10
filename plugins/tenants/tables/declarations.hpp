// Tables of the plugin as crud serves them, for godmins only.
#pragma once

namespace nucleus::tenants {

/// In the words of crud: tenants to be listed, TENANT_DETAIL being the plugin's own; features of
/// tenants to be given and taken.
[[nodiscard]] const char* table_declarations();

}
