// The one program. Each command is a file of its own; a new one is a line here.
#include <google/protobuf/stubs/logging.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/admin_command.h"
#include "cli/audit_command.h"
#include "cli/authority_command.h"
#include "cli/bench_command.h"
#include "cli/closing_command.h"
#include "cli/demo_command.h"
#include "cli/init_command.h"
#include "cli/registrar_command.h"
#include "cli/serve_command.h"
#include "cli/tally_command.h"
#include "cli/trustee_command.h"
#include "cli/vote_command.h"
#include "crypto/self_test.h"

int main(int argc, char** argv) {
  // A library that computes wrongly must never touch a ballot.
  if (absl::Status sound = urna::crypto::RunSelfTest(); !sound.ok()) {
    std::cerr << "urna: the cryptographic self-test failed, nothing was done: " << sound.message()
              << "\n";
    return 1;
  }
  // Whoever parses a message says what is wrong with it.
  google::protobuf::SetLogHandler(nullptr);
  CLI::App app("Urna runs verifiable citizen budgets.", "urna");
  app.require_subcommand(1);
  int exit_code = 0;
  urna::cli::AddInitCommand(app, exit_code);
  urna::cli::AddServeCommand(app, exit_code);
  urna::cli::AddAdminCommand(app, exit_code);
  urna::cli::AddRegistrarCommand(app, exit_code);
  urna::cli::AddTrusteeCommand(app, exit_code);
  urna::cli::AddAuthorityCommand(app, exit_code);
  urna::cli::AddVoteCommands(app, exit_code);
  urna::cli::AddClosingCommand(app, exit_code);
  urna::cli::AddAuditCommands(app, exit_code);
  urna::cli::AddTallyCommand(app, exit_code);
  urna::cli::AddDemoCommand(app, exit_code);
  urna::cli::AddBenchCommand(app, exit_code);
  CLI11_PARSE(app, argc, argv);
  return exit_code;
}
