// Leaves a mark in the environment when any code of the library runs.
#pragma once
#include <cstdlib>

namespace {
[[maybe_unused]] const int ran = ::setenv("NUCLEUS_CONTRACT_CODE_RAN", "1", 1);
}
