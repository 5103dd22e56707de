#include "cli/proposals_command.h"

#include "cli/proposals_attach_command.h"
#include "cli/proposals_author_command.h"
#include "cli/proposals_group_command.h"
#include "cli/proposals_import_command.h"
#include "cli/proposals_list_command.h"
#include "cli/proposals_moderate_command.h"
#include "cli/proposals_review_command.h"
#include "cli/proposals_show_command.h"

namespace urna::cli {
namespace {

constexpr char kProposalsFooter[] =
    "A citizen proposes, and keeps the key that `create` prints once:\n"
    "  urna proposals create idea.toml --process ID --edit-key-out idea.key\n"
    "  urna proposals submit d-.. --process ID --edit-key idea.key     # it is p1, p2, .. from "
    "then on\n"
    "The staff, with its token in URNA_TOKEN, looks it through, reviews it, puts it on the "
    "ballot:\n"
    "  urna proposals list --process ID --to-screen\n"
    "  urna proposals screen p1 --process ID\n"
    "  urna proposals verdict p1 --process ID --formal --accept --reason-fr 'Dans le périmètre.'\n"
    "  urna proposals verdict p1 --process ID --substantive --accept --cost 12000.50 --reason-fr "
    "..\n"
    "  urna proposals admit --contest CONTEST --process ID --all-admitted\n"
    "docs/operators.md tells the whole year.";

}  // namespace

void AddProposalsCommands(CLI::App& app, int& exit_code) {
  CLI::App* const proposals =
      app.add_subcommand("proposals", "Propose, review, admit: from an idea to the ballot");
  proposals->require_subcommand(1);
  proposals->footer(kProposalsFooter);
  AddProposalsAuthorCommands(*proposals, exit_code);
  AddProposalsListCommands(*proposals, exit_code);
  AddProposalsShowCommands(*proposals, exit_code);
  AddProposalsReviewCommands(*proposals, exit_code);
  AddProposalsGroupCommands(*proposals, exit_code);
  AddProposalsModerateCommands(*proposals, exit_code);
  AddProposalsImportCommand(*proposals, exit_code);
  AddProposalsAttachCommands(*proposals, exit_code);
}

}  // namespace urna::cli
