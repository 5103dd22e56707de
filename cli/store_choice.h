// Where a server of one's own keeps its store.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace urna::cli {

struct StoreChoice {
  // A file with the connection of a PostgreSQL database that holds no store yet; empty for the
  // embedded engine.
  std::string connection_file;
  bool require_standby = false;

  // As lines of the server's file.
  std::string Lines() const;
};

// `--store-connection-file` and `--require-standby`. `choice` must live until the command has run.
void AddStoreChoice(CLI::App& command, StoreChoice& choice);

}  // namespace urna::cli
