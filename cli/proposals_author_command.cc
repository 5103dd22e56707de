#include "cli/proposals_author_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "cli/client/files.h"
#include "cli/client/shown_text.h"
#include "cli/client/written_proposal.h"
#include "cli/proposals_options.h"

namespace urna::cli {
namespace {

using client::ProposalsClient;
using Stub = ProposalsClient::Stub;

struct AuthorOptions {
  ProposalOptions proposal;
  std::string file;
  std::string key_out;
  bool paper = false;
  bool staff = false;
  std::string name;
  std::string accept_key;
  SpokenText statement;
  std::string reason;
};

template <typename Request>
absl::StatusOr<Request> ByItsAuthor(const ProposalOptions& options) {
  Request request;
  absl::StatusOr<std::string> name = ProposalName(options.process, options.proposal);
  if (!name.ok()) return name.status();
  request.set_name(*std::move(name));
  absl::StatusOr<std::string> key = EditKey(options);
  if (!key.ok()) return key.status();
  request.set_edit_key(*std::move(key));
  return request;
}

// What a file says, as the form of the process has it; it need not be complete.
absl::StatusOr<v1::ProposalContent> ReadContent(const ProposalsClient& client,
                                                const std::string& process,
                                                const std::string& file) {
  const auto written = client::ReadProposalFile(file);
  if (!written.ok()) return written.status();
  const auto rules = client.ReadRules(process);
  if (!rules.ok()) return rules.status();
  constexpr bool kComplete = false;
  client::CheckedProposal checked = client::CheckProposal(*written, *rules, kComplete);
  if (checked.faults.empty()) return std::move(checked.content);
  return absl::InvalidArgumentError(fmt::format("{}: {}", file, fmt::join(checked.faults, "; ")));
}

// A secret goes to a file of its owner alone, or else to standard output, once.
absl::Status HandOut(const std::string& secret, std::optional<client::ReservedFile> file) {
  if (file) return file->Fill(crypto::AsBytes(fmt::format("{}\n", secret)));
  std::cout << secret << std::endl;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<client::ReservedFile>> Reserve(const std::string& path) {
  std::optional<client::ReservedFile> out;
  if (path.empty()) return out;
  auto file = client::ReservedFile::Open(path, client::Access::kOwnerOnly);
  if (!file.ok()) return file.status();
  out.emplace(*std::move(file));
  return out;
}

absl::Status Create(const AuthorOptions& options) {
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  v1::CreateProposalRequest request;
  request.set_parent(ProcessName(options.proposal.process));
  auto content = ReadContent(*client, request.parent(), options.file);
  if (!content.ok()) return content.status();
  *request.mutable_content() = *std::move(content);
  request.set_channel(options.paper   ? v1::CHANNEL_PAPER
                      : options.staff ? v1::CHANNEL_STAFF
                                      : v1::CHANNEL_ONLINE);
  // The key is told once: there is a place for it before there is a key.
  auto file = Reserve(options.key_out);
  if (!file.ok()) return file.status();
  const auto made = client->Call(&Stub::CreateProposal, request);
  if (!made.ok()) return made.status();
  const std::string& name = made->proposal().name();
  if (options.key_out.empty()) {
    std::cerr << fmt::format(
        "This is {}. Its key opens it, is not kept, and will not be shown again:\n",
        client::Shown(name));
  } else {
    std::cout << client::Shown(name.substr(name.rfind('/') + 1)) << "\n";
  }
  return HandOut(made->edit_key(), *std::move(file));
}

absl::Status Update(const AuthorOptions& options) {
  auto request = ByItsAuthor<v1::UpdateProposalRequest>(options.proposal);
  if (!request.ok()) return request.status();
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  auto content = ReadContent(*client, ProcessOf(request->name()), options.file);
  if (!content.ok()) return content.status();
  *request->mutable_content() = *std::move(content);
  const auto proposal = client->Call(&Stub::UpdateProposal, *request);
  return proposal.ok() ? PrintChanged(*proposal, options.proposal.output) : proposal.status();
}

absl::Status Submit(const AuthorOptions& options) {
  const auto request = ByItsAuthor<v1::SubmitProposalRequest>(options.proposal);
  if (!request.ok()) return request.status();
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto proposal = client->Call(&Stub::SubmitProposal, *request);
  return proposal.ok() ? PrintChanged(*proposal, options.proposal.output) : proposal.status();
}

absl::Status Withdraw(const AuthorOptions& options) {
  auto request = ByItsAuthor<v1::WithdrawProposalRequest>(options.proposal);
  if (!request.ok()) return request.status();
  *request->mutable_reason() = options.statement.texts();
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  auto proposal = client->Call(&Stub::WithdrawProposal, *request);
  if (!proposal.ok()) return proposal.status();
  // A draft is gone, and nothing of it comes back but its name.
  if (proposal->status() == v1::PROPOSAL_STATUS_UNSPECIFIED) {
    proposal->set_status(v1::PROPOSAL_STATUS_WITHDRAWN);
  }
  return PrintChanged(*proposal, options.proposal.output);
}

absl::Status Invite(const AuthorOptions& options) {
  const auto request = ByItsAuthor<v1::InviteCoAuthorRequest>(options.proposal);
  if (!request.ok()) return request.status();
  auto file = Reserve(options.key_out);
  if (!file.ok()) return file.status();
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto invited = client->Call(&Stub::InviteCoAuthor, *request);
  if (!invited.ok()) return invited.status();
  return HandOut(invited->accept_key(), *std::move(file));
}

absl::Status Accept(const AuthorOptions& options) {
  v1::AcceptCoAuthorshipRequest request;
  absl::StatusOr<std::string> name =
      ProposalName(options.proposal.process, options.proposal.proposal);
  if (!name.ok()) return name.status();
  request.set_name(*std::move(name));
  request.set_author_name(options.name);
  // Of an invitation, not of the proposal; it comes as an edit key does.
  absl::StatusOr<std::string> key = EditKey(options.proposal);
  if (!key.ok()) return key.status();
  request.set_accept_key(*std::move(key));
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto accepted = client->Call(&Stub::AcceptCoAuthorship, request);
  if (!accepted.ok()) return accepted.status();
  std::cout << fmt::format("{}: you are one of its authors\n", client::Shown(request.name()));
  return absl::OkStatus();
}

absl::Status Appeal(const AuthorOptions& options) {
  auto request = ByItsAuthor<v1::FileAppealRequest>(options.proposal);
  if (!request.ok()) return request.status();
  *request->mutable_statement() = options.statement.texts();
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto proposal = client->Call(&Stub::FileAppeal, *request);
  return proposal.ok() ? PrintChanged(*proposal, options.proposal.output) : proposal.status();
}

absl::Status ReportIt(const AuthorOptions& options) {
  v1::ReportProposalRequest request;
  absl::StatusOr<std::string> name =
      ProposalName(options.proposal.process, options.proposal.proposal);
  if (!name.ok()) return name.status();
  request.set_name(*std::move(name));
  request.set_reason(options.reason);
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto reported = client->Call(&Stub::ReportProposal, request);
  if (!reported.ok()) return reported.status();
  std::cout << fmt::format("{}: reported\n", client::Shown(request.name()));
  return absl::OkStatus();
}

}  // namespace

void AddProposalsAuthorCommands(CLI::App& proposals, int& exit_code) {
  const auto add = [&](const std::string& name, const std::string& help,
                       absl::Status (*run)(const AuthorOptions&),
                       const std::shared_ptr<AuthorOptions>& options) -> CLI::App& {
    CLI::App& command =
        AddProposalsCommand<AuthorOptions>(proposals, exit_code, name, help, options, run);
    if (name != "create") AddProposalOptions(command, options->proposal);
    const bool anybody = name == "create" || name == "accept" || name == "report";
    if (!anybody) AddEditKey(command, options->proposal);
    return command;
  };
  const auto file_help = "The proposal, in TOML, or in JSON where the name ends in .json";

  auto options = std::make_shared<AuthorOptions>();
  CLI::App& create = add("create", "Make a draft; its key is printed once", Create, options);
  AddServerOptions(create, options->proposal.server);
  create.add_option("--process", options->proposal.process, "Id of the process")->required();
  create.add_option("file", options->file, file_help)->required();
  create.add_option("--edit-key-out", options->key_out,
                    "New file for the key; then the draft's id goes to standard output");
  CLI::Option* const paper =
      create.add_flag("--paper", options->paper, "By the staff, from a form on paper");
  create.add_flag("--staff", options->staff, "By the staff, for another reason")->excludes(paper);

  options = std::make_shared<AuthorOptions>();
  add("update", "Change a draft, or what was returned, as a whole", Update, options)
      .add_option("file", options->file, file_help)
      ->required();
  add("submit", "Hand a draft in, or a new version of what was returned", Submit,
      std::make_shared<AuthorOptions>());
  options = std::make_shared<AuthorOptions>();
  AddSpokenText(add("withdraw", "Take it back for good", Withdraw, options), "reason",
                "Why the staff takes it back; public. Authors give none", options->statement);

  options = std::make_shared<AuthorOptions>();
  add("invite", "Make a key by which one more person becomes an author", Invite, options)
      .add_option("--accept-key-out", options->key_out,
                  "New file for the key; standard output when left out");

  options = std::make_shared<AuthorOptions>();
  CLI::App& accept = add("accept", "Become an author, with such a key", Accept, options);
  accept
      .add_option("--accept-key", options->proposal.edit_key_file,
                  "File with the key of the invitation; - for standard input")
      ->required();
  accept.add_option("--name", options->name, "To be named so; not named when left out");

  options = std::make_shared<AuthorOptions>();
  AddSpokenText(add("appeal", "Object to a refusal", Appeal, options), "statement", "Why",
                options->statement);

  options = std::make_shared<AuthorOptions>();
  add("report", "Tell the staff that something is wrong with it", ReportIt, options)
      .add_option("--reason", options->reason, "What")
      ->required();
}

}  // namespace urna::cli
