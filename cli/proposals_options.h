// What the commands of `urna proposals` have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client/proposals_client.h"
#include "cli/client_options.h"
#include "cli/plan_texts.h"
#include "cli/table_text.h"
#include "urna/v1/config.pb.h"

namespace urna::cli {

// A text in languages: --NAME-fr, --NAME-en.
struct SpokenText {
  std::string french;
  std::string english;

  using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;
  Texts texts() const;
};
void AddSpokenText(CLI::App& command, const std::string& name, const std::string& help,
                   SpokenText& text);

// A proposal on a server, and who speaks for it.
struct ProposalOptions {
  ServerOptions server;
  OutputOptions output;
  std::string process;
  std::string proposal;
  // A file whose first line is the author's key; "-" for standard input.
  std::string edit_key_file;
};
// Server, --process, and the proposal as `p17`, `d-..`, or a whole resource name.
void AddProposalOptions(CLI::App& command, ProposalOptions& options);
// --edit-key; without it the variable URNA_EDIT_KEY, and without that the staff's token speaks.
void AddEditKey(CLI::App& command, ProposalOptions& options);

// INVALID_ARGUMENT for an id without a process.
absl::StatusOr<std::string> ProposalName(const std::string& process, const std::string& proposal);
absl::StatusOr<std::vector<std::string>> ProposalNames(const std::string& process,
                                                       const std::vector<std::string>& proposals);
// "processes/{process}" of a proposal's name.
std::string ProcessOf(const std::string& proposal_name);
// The key that was given; empty for none.
absl::StatusOr<std::string> EditKey(const ProposalOptions& options);

absl::StatusOr<client::ProposalsClient> OpenProposals(const ServerOptions& options);

// An amount in units of the process's currency, such as "12000.50", in minor units; 0 where empty.
// INVALID_ARGUMENT names `option`.
absl::StatusOr<std::int64_t> ParseCost(std::string_view text, int currency_digits,
                                       std::string_view option);
// RFC 3339, or a day, of which the whole still counts: its end in UTC. INVALID_ARGUMENT names `option`.
absl::StatusOr<google::protobuf::Timestamp> ParseDue(const std::string& text,
                                                     std::string_view option);

// What the API calls whoever of the staff is typed as the id of a token, `accounts/ID`, `-` or nothing.
std::string StaffMemberName(const std::string& typed);

// A proposal that a command changed: its name and where it stands; with --json all of it.
absl::Status PrintChanged(const v1::Proposal& proposal, const OutputOptions& output);

// A command of the group; what `run` returns becomes its exit code. `run` is called once, after the
// options are read.
template <typename Options>
CLI::App& AddProposalsCommand(CLI::App& group, int& exit_code, const std::string& name,
                              const std::string& help, const std::shared_ptr<Options>& options,
                              std::function<absl::Status(const Options&)> run) {
  CLI::App* const command = group.add_subcommand(name, help);
  command->callback([options, name, run = std::move(run), &exit_code] {
    const absl::Status status = run(*options);
    exit_code = status.ok() ? 0 : Report("proposals " + name, status);
  });
  return *command;
}

}  // namespace urna::cli
