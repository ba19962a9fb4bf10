// The command line of nucleusd.
#pragma once

namespace nucleus::cli {

/// Runs one command and returns the exit code: 0 done, 1 failed, 2 usage, 3 changes pending.
int main(int argc, char** argv);

}
