// Arguments to the verb they ask for.
#pragma once
#include <functional>

namespace nucleus::cli {

/// What to do: a verb with its options, or the printing of help or a usage error.
[[nodiscard]] std::function<int()> parse(int argc, char** argv);

}
