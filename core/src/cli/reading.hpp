// The configuration of a command, and how its faults are shown.
#pragma once
#include "app/world.hpp"
#include "cli/verbs.hpp"

namespace nucleus::cli {

[[nodiscard]] config::sources sources_of(const common& c);

/// `config.json: $.server.port: message`, one per line, and how many there are.
[[nodiscard]] std::string faults_text(const config::report& found, const std::string& file);

/// The world of that configuration; null after its faults have been printed to stderr.
[[nodiscard]] std::unique_ptr<app::world> read_world(const common& c);

/// "1 plugin", "2 plugins".
[[nodiscard]] std::string counted(std::size_t n, const std::string& what);

/// One line to stderr.
void complain(std::string_view message);
/// Why a service has refused: what is wrong with which option, or as a whole. The exit code.
int complain_of(const error& reason);

}
