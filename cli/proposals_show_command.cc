#include "cli/proposals_show_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>

#include "cli/client/files.h"
#include "cli/client/shown_text.h"
#include "cli/client/time_text.h"
#include "cli/proposal_text.h"
#include "cli/proposals_options.h"

namespace urna::cli {
namespace {

using Stub = client::ProposalsClient::Stub;

struct ShowOptions {
  ProposalOptions proposal;
  std::uint32_t version = 0;
  std::uint32_t from = 1;
  std::uint32_t to = 0;
  std::string file;
};

// A request about one proposal, from whoever speaks for it.
template <typename Request>
absl::StatusOr<Request> About(const ProposalOptions& options) {
  Request request;
  absl::StatusOr<std::string> name = ProposalName(options.process, options.proposal);
  if (!name.ok()) return name.status();
  request.set_name(*std::move(name));
  if constexpr (requires { request.set_edit_key(""); }) {
    absl::StatusOr<std::string> key = EditKey(options);
    if (!key.ok()) return key.status();
    request.set_edit_key(*std::move(key));
  }
  return request;
}

absl::Status Show(const ShowOptions& options) {
  const auto language = ChooseLanguage(options.proposal.output);
  if (!language.ok()) return language.status();
  auto request = About<v1::GetProposalRequest>(options.proposal);
  if (!request.ok()) return request.status();
  request->set_version(options.version);
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto proposal = client->Call(&Stub::GetProposal, *request);
  if (!proposal.ok()) return proposal.status();
  if (options.proposal.output.json) return PrintJson(*proposal);
  const auto process = client->ReadProcess(ProcessOf(proposal->name()));
  if (!process.ok()) return process.status();
  std::cout << DescribeProposal(
      *proposal, {process->currency(), static_cast<int>(process->currency_digits())}, *language);
  return absl::OkStatus();
}

absl::Status Diff(const ShowOptions& options) {
  auto request = About<v1::CompareProposalVersionsRequest>(options.proposal);
  if (!request.ok()) return request.status();
  request->set_from_version(options.from);
  request->set_to_version(options.to);
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto compared = client->Call(&Stub::CompareProposalVersions, *request);
  if (!compared.ok()) return compared.status();
  if (options.proposal.output.json) return PrintJson(*compared);
  for (const v1::TextChange& change : compared->changes()) {
    const std::string language =
        change.language().empty() ? "" : fmt::format(" ({})", change.language());
    std::cout << client::Shown(change.field() + language) << "\n";
    if (!change.before().empty()) std::cout << "  - " << client::Shown(change.before()) << "\n";
    if (!change.after().empty()) std::cout << "  + " << client::Shown(change.after()) << "\n";
  }
  return absl::OkStatus();
}

absl::Status Notes(const ShowOptions& options) {
  const auto request = About<v1::ListNotesRequest>(options.proposal);
  if (!request.ok()) return request.status();
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto notes = client->Call(&Stub::ListNotes, *request);
  if (!notes.ok()) return notes.status();
  if (options.proposal.output.json) return PrintJson(*notes);
  for (const v1::Note& note : notes->notes()) {
    std::cout << fmt::format("{}  {}\n  {}\n",
                             client::TimeText(static_cast<std::uint64_t>(note.time().seconds())),
                             note.author().empty() ? "reported" : client::Shown(note.author()),
                             client::Shown(note.text()));
  }
  return absl::OkStatus();
}

absl::Status Data(const ShowOptions& options) {
  const auto request = About<v1::ExportPersonalDataRequest>(options.proposal);
  if (!request.ok()) return request.status();
  // Before anything is asked for that could then not be kept.
  auto file = client::ReservedFile::Open(options.file, client::Access::kOwnerOnly);
  if (!file.ok()) return file.status();
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto data = client->Call(&Stub::ExportPersonalData, *request);
  if (!data.ok()) return data.status();
  return file->Fill(crypto::AsBytes(data->json()));
}

}  // namespace

void AddProposalsShowCommands(CLI::App& proposals, int& exit_code) {
  const auto add = [&](const std::string& name, const std::string& help,
                       absl::Status (*run)(const ShowOptions&),
                       const std::shared_ptr<ShowOptions>& options) -> CLI::App& {
    CLI::App& command =
        AddProposalsCommand<ShowOptions>(proposals, exit_code, name, help, options, run);
    AddProposalOptions(command, options->proposal);
    return command;
  };
  auto options = std::make_shared<ShowOptions>();
  CLI::App& show = add("show", "Show a proposal", Show, options);
  AddEditKey(show, options->proposal);
  show.add_option("--version", options->version, "The version whose text is shown, from 1");

  options = std::make_shared<ShowOptions>();
  CLI::App& diff = add("diff", "Show what changed from one version to another", Diff, options);
  AddEditKey(diff, options->proposal);
  diff.add_option("--from", options->from, "From 1")->capture_default_str();
  diff.add_option("--to", options->to, "The newest when left out");

  options = std::make_shared<ShowOptions>();
  add("notes", "Show the notes of the staff, and what was reported", Notes, options);

  options = std::make_shared<ShowOptions>();
  CLI::App& data = add("data", "Write all that is held about its authors to a file", Data, options);
  AddEditKey(data, options->proposal);
  data.add_option("--out", options->file, "New file, in JSON")->required();
}

}  // namespace urna::cli
