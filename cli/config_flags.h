// The server's options on the command line: --config and a flag for each.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "services/server/server_config.h"

namespace urna::cli {

struct ConfigFlags {
  std::string file;
  services::ConfigOverrides flags;

  // The file, over it the environment, over that the flags.
  absl::StatusOr<services::ServerConfig> Load() const;
};

// `flags` must live until the command line is parsed and run.
void AddConfigFlags(CLI::App& command, ConfigFlags& flags);

}  // namespace urna::cli
