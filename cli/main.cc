// The one program. Each command is a file of its own; a new one is a line here.
#include <google/protobuf/stubs/logging.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "cli/admin_command.h"
#include "cli/audit_command.h"
#include "cli/authority_command.h"
#include "cli/bench_command.h"
#include "cli/client_options.h"
#include "cli/closing_command.h"
#include "cli/demo_command.h"
#include "cli/init_command.h"
#include "cli/people_command.h"
#include "cli/messages_command.h"
#include "cli/process_command.h"
#include "cli/proposals_command.h"
#include "cli/registrar_command.h"
#include "cli/serve_command.h"
#include "cli/store_command.h"
#include "cli/tally_command.h"
#include "cli/town_command.h"
#include "cli/trustee_command.h"
#include "cli/vote_command.h"
#include "crypto/self_test.h"

namespace {

constexpr char kExitCodes[] =
    "Exit codes of every command:\n"
    "  0   done, and what was to be verified holds\n"
    "  1   refused, failed, or not verified\n"
    "  2   wrong usage, or a file that cannot be read or is not what it should be\n"
    "`urna COMMAND --help` tells more.";

}  // namespace

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
  app.set_version_flag("--version", "urna " URNA_VERSION);
  app.footer(kExitCodes);
  int exit_code = 0;
  urna::cli::AddInitCommand(app, exit_code);
  urna::cli::AddServeCommand(app, exit_code);
  urna::cli::AddAdminCommand(app, exit_code);
  urna::cli::AddPeopleCommand(app, exit_code);
  urna::cli::AddProcessCommand(app, exit_code);
  urna::cli::AddProposalsCommands(app, exit_code);
  urna::cli::AddRegistrarCommand(app, exit_code);
  urna::cli::AddTrusteeCommand(app, exit_code);
  urna::cli::AddAuthorityCommand(app, exit_code);
  urna::cli::AddVoteCommands(app, exit_code);
  urna::cli::AddClosingCommand(app, exit_code);
  urna::cli::AddAuditCommands(app, exit_code);
  urna::cli::AddTallyCommand(app, exit_code);
  urna::cli::AddDemoCommand(app, exit_code);
  urna::cli::AddTownCommand(app, exit_code);
  urna::cli::AddBenchCommand(app, exit_code);
  urna::cli::AddMessagesCommand(app, exit_code);
  urna::cli::AddStoreCommand(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // The library has codes of its own; only its zero, of --help, is one of ours.
    return app.exit(error) == 0 ? 0 : urna::cli::kBadInput;
  } catch (const std::exception& error) {
    // Whatever no command expected: a full disk, no memory, a folder that has gone.
    std::cerr << "urna: " << error.what() << "\n";
    return urna::cli::kBadInput;
  }
  return exit_code;
}
