// A shared library like any other, but no plugin.
#include "proof.hpp"

extern "C" [[gnu::visibility("default")]] int nucleus_almost_a_plugin() { return 42; }
