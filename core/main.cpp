// nucleusd: everything is in libnucleus; this is its front door.
#include "src/cli/main.hpp"

int main(int argc, char** argv) { return nucleus::cli::main(argc, argv); }
