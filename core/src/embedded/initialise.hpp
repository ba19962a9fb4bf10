// Making the files of a new cluster.
#pragma once
#include "embedded/binaries.hpp"
#include "process/program.hpp"

namespace nucleus::embedded {

/// The major version of the cluster in that folder; 0 when there is none.
[[nodiscard]] int cluster_version(const std::filesystem::path& cluster);

/// Makes the cluster with initdb beside its place and moves it there when it is complete, so that a
/// crash on the way leaves nothing half. Throws std::runtime_error with initdb's reason.
void initialise(const std::filesystem::path& cluster, const installation& with,
                const process::account& as);

/// What PostgreSQL's programs need of an environment: nothing of ours, which holds secrets.
[[nodiscard]] std::map<std::string, std::string> plain_environment();

}
