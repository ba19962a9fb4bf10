#include "cli/main.hpp"
#include "cli/command_line.hpp"
#include "cli/reading.hpp"
#include <exception>

namespace nucleus::cli {

int main(int argc, char** argv) {
    try {
        const auto verb = parse(argc, argv);
        return verb();
    } catch (const std::exception& e) {
        complain(e.what());
        return failed;
    }
}

}
