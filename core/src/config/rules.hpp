// What core's own sections must fulfil beyond their shapes.
#pragma once
#include <nucleus/config/snapshot.hpp>

namespace nucleus::config {

void check_server(const void* section, std::vector<fault>& found);
void check_database(const void* section, std::vector<fault>& found);
void check_rate_limit(const void* section, std::vector<fault>& found);
void check_logging(const void* section, std::vector<fault>& found);
void check_plugins(const void* section, std::vector<fault>& found);

}
