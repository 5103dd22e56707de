#include "cli/bench_command.h"

#include "cli/bench_cast.h"
#include "cli/bench_flood.h"
#include "cli/bench_proposals.h"

namespace urna::cli {

void AddBenchCommand(CLI::App& app, int& exit_code) {
  CLI::App* bench = app.add_subcommand("bench", "Measure a server");
  bench->require_subcommand(1);
  AddBenchCast(*bench, exit_code);
  AddBenchFlood(*bench, exit_code);
  AddBenchProposals(*bench, exit_code);
}

}  // namespace urna::cli
