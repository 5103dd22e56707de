#include "cli/proposals_group_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/client/shown_text.h"
#include "cli/proposals_options.h"

namespace urna::cli {
namespace {

using client::ProposalsClient;
using Stub = ProposalsClient::Stub;

struct GroupOptions {
  ProposalOptions proposal;
  std::vector<std::string> proposals;
  SpokenText reason;
  std::string remove;
  std::string contest;
  bool all_admitted = false;
};

absl::Status Merge(const GroupOptions& options) {
  v1::MergeProposalsRequest request;
  const auto name = ProposalName(options.proposal.process, options.proposal.proposal);
  if (!name.ok()) return name.status();
  request.set_name(*name);
  const auto parents = ProposalNames(ProcessOf(*name), options.proposals);
  if (!parents.ok()) return parents.status();
  *request.mutable_parents() = {parents->begin(), parents->end()};
  *request.mutable_reason() = options.reason.texts();
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto merged = client->Call(&Stub::MergeProposals, request);
  return merged.ok() ? PrintChanged(*merged, options.proposal.output) : merged.status();
}

absl::Status SetIncompatible(const GroupOptions& options) {
  v1::SetIncompatibleRequest request;
  request.set_parent(ProcessName(options.proposal.process));
  const auto names = ProposalNames(options.proposal.process, options.proposals);
  if (!names.ok()) return names.status();
  *request.mutable_proposals() = {names->begin(), names->end()};
  if (!options.remove.empty()) {
    const auto first = ProposalName(options.proposal.process, options.remove);
    if (!first.ok()) return first.status();
    request.set_remove(*first);
  }
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  return client->Call(&Stub::SetIncompatible, request).status();
}

// "contests/{contest}" of the process, whichever way it was written.
std::string ContestName(const GroupOptions& options) {
  constexpr std::string_view kProcesses = "processes/";
  if (options.contest.starts_with(kProcesses)) return options.contest;
  return fmt::format("{}/contests/{}", ProcessName(options.proposal.process), options.contest);
}

// What was admitted in the contest's area and stands on no list, by number; of the whole territory what
// names no area.
absl::StatusOr<std::vector<std::string>> AdmittedFor(const ProposalsClient& client,
                                                     const std::string& contest) {
  const std::string process = contest.substr(0, contest.find("/contests/"));
  const auto found = client.ReadContest(contest);
  if (!found.ok()) return found.status();
  const std::string area = found->area().substr(found->area().rfind('/') + 1);
  v1::ListProposalsRequest request;
  request.set_parent(process);
  request.mutable_filter()->add_statuses(v1::PROPOSAL_STATUS_ADMITTED);
  request.set_page_size(1000);
  std::vector<std::string> names;
  absl::Status listed = client.ForEach(request, [&](const v1::Proposal& proposal) {
    if (proposal.text().area() == area) names.push_back(proposal.name());
    return true;
  });
  if (!listed.ok()) return listed;
  if (names.empty()) {
    return absl::NotFoundError(
        fmt::format("nothing that was admitted for the area {} awaits a list", area));
  }
  return names;
}

absl::Status Admit(const GroupOptions& options) {
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const std::string contest = ContestName(options);
  if (options.all_admitted == !options.proposals.empty()) {
    return absl::InvalidArgumentError("name the proposals, or say --all-admitted");
  }
  const auto names = options.all_admitted
                         ? AdmittedFor(*client, contest)
                         : ProposalNames(options.proposal.process, options.proposals);
  if (!names.ok()) return names.status();
  v1::AdmitProposalsRequest request;
  request.set_parent(contest);
  *request.mutable_names() = {names->begin(), names->end()};
  const auto admitted = client->Call(&Stub::AdmitProposals, request);
  if (!admitted.ok()) return admitted.status();
  for (const v1::Project& project : admitted->projects()) {
    std::cout << client::Shown(project.name()) << "\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddProposalsGroupCommands(CLI::App& proposals, int& exit_code) {
  auto options = std::make_shared<GroupOptions>();
  CLI::App& merge = AddProposalsCommand<GroupOptions>(
      proposals, exit_code, "merge", "Merge others into a proposal", options, Merge);
  AddProposalOptions(merge, options->proposal);
  merge.add_option("parents", options->proposals, "Those that go, up to 100")->required();
  AddSpokenText(merge, "reason", "Why; public", options->reason);

  options = std::make_shared<GroupOptions>();
  CLI::App& incompatible = AddProposalsCommand<GroupOptions>(
      proposals, exit_code, "incompatible", "Say of which at most one can be funded", options,
      SetIncompatible);
  AddServerOptions(incompatible, options->proposal.server);
  incompatible.add_option("--process", options->proposal.process, "Id of the process")->required();
  CLI::Option* const group =
      incompatible.add_option("proposals", options->proposals, "Two to 100 of them");
  incompatible.add_option("--remove", options->remove, "Take the group away that begins with this")
      ->excludes(group);

  options = std::make_shared<GroupOptions>();
  CLI::App& admit = AddProposalsCommand<GroupOptions>(
      proposals, exit_code, "admit", "Put admitted proposals on the list of a contest", options,
      Admit);
  AddServerOptions(admit, options->proposal.server);
  admit.add_option("--process", options->proposal.process, "Id of the process")->required();
  admit.add_option("--contest", options->contest, "Id of the contest")->required();
  admit.add_option("proposals", options->proposals, "In the order of the list, up to 1,000");
  admit.add_flag("--all-admitted", options->all_admitted,
                 "All that were admitted for the contest's area, by number");
}

}  // namespace urna::cli
