#include "cli/proposals_moderate_command.h"

#include <fmt/format.h>

#include <memory>
#include <string>

#include "cli/proposals_options.h"

namespace urna::cli {
namespace {

using Stub = client::ProposalsClient::Stub;

struct ModerateOptions {
  ProposalOptions proposal;
  SpokenText reason;
  bool reasons = false;
  bool yes = false;
};

template <typename Request>
absl::Status Change(const ModerateOptions& options,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                 v1::Proposal*),
                    Request request) {
  absl::StatusOr<std::string> name =
      ProposalName(options.proposal.process, options.proposal.proposal);
  if (!name.ok()) return name.status();
  request.set_name(*std::move(name));
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto proposal = client->Call(method, std::move(request));
  return proposal.ok() ? PrintChanged(*proposal, options.proposal.output) : proposal.status();
}

absl::Status Hide(const ModerateOptions& options) {
  v1::HideProposalRequest request;
  *request.mutable_reason() = options.reason.texts();
  return Change(options, &Stub::HideProposal, std::move(request));
}

absl::Status Restore(const ModerateOptions& options) {
  return Change(options, &Stub::RestoreProposal, v1::RestoreProposalRequest());
}

absl::Status Erase(const ModerateOptions& options) {
  if (!options.yes &&
      !AskYesNo(fmt::format("Erase the texts of {} for good?", options.proposal.proposal))) {
    return absl::CancelledError("nothing was erased; --yes erases unasked");
  }
  v1::EraseProposalRequest request;
  request.set_reasons(options.reasons);
  return Change(options, &Stub::EraseProposal, std::move(request));
}

}  // namespace

void AddProposalsModerateCommands(CLI::App& proposals, int& exit_code) {
  const auto add = [&](const std::string& name, const std::string& help,
                       absl::Status (*run)(const ModerateOptions&),
                       const std::shared_ptr<ModerateOptions>& options) -> CLI::App& {
    CLI::App& command =
        AddProposalsCommand<ModerateOptions>(proposals, exit_code, name, help, options, run);
    AddProposalOptions(command, options->proposal);
    return command;
  };
  auto options = std::make_shared<ModerateOptions>();
  AddSpokenText(add("hide", "Withhold its texts", Hide, options), "reason", "Why; public",
                options->reason);
  add("restore", "Show its texts again", Restore, std::make_shared<ModerateOptions>());
  options = std::make_shared<ModerateOptions>();
  CLI::App& erase = add("erase", "Erase the texts of its authors for good", Erase, options);
  erase.add_flag("--reasons", options->reasons, "The reasons that the staff gave, too");
  erase.add_flag("--yes", options->yes, "Do not ask");
}

}  // namespace urna::cli
