#include "cli/proposals_review_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "cli/client/files.h"
#include "cli/client/shown_text.h"
#include "cli/proposals_options.h"

namespace urna::cli {
namespace {

using client::ProposalsClient;
using Stub = ProposalsClient::Stub;

constexpr std::size_t kBatch = 1000;
constexpr std::uint64_t kMaxSupportFile = std::uint64_t{16} << 20;

struct ReviewOptions {
  ProposalOptions proposal;
  std::vector<std::string> proposals;
  SpokenText reason;
  std::string due;
  std::string token;
  std::string note;
  std::string file;
  std::string encoding = "utf-8";
  bool formal = false;
  bool substantive = false;
  bool accept = false;
  bool refuse = false;
  std::string cost;
  std::string yearly;
  std::string co_funding;
  std::uint32_t months = 0;
};

// One call of the staff about one proposal, and what became of it.
template <typename Request>
absl::Status Change(const ReviewOptions& options,
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

absl::Status Screen(const ReviewOptions& options) {
  return Change(options, &Stub::ScreenProposal, v1::ScreenProposalRequest());
}

absl::Status Return(const ReviewOptions& options) {
  v1::ReturnProposalRequest request;
  *request.mutable_reason() = options.reason.texts();
  const auto due = ParseDue(options.due, "--due");
  if (!due.ok()) return due.status();
  *request.mutable_due_time() = *due;
  return Change(options, &Stub::ReturnProposal, std::move(request));
}

absl::Status ReadAmounts(const ReviewOptions& options, int digits, v1::VerdictFacts& facts) {
  const auto cost = ParseCost(options.cost, digits, "--cost");
  if (!cost.ok()) return cost.status();
  const auto yearly = ParseCost(options.yearly, digits, "--yearly");
  if (!yearly.ok()) return yearly.status();
  const auto co_funding = ParseCost(options.co_funding, digits, "--co-funding");
  if (!co_funding.ok()) return co_funding.status();
  facts.set_cost(*cost);
  facts.set_yearly_cost(*yearly);
  facts.set_co_funding(*co_funding);
  facts.set_months(options.months);
  return absl::OkStatus();
}

absl::Status GiveVerdict(const ReviewOptions& options) {
  if (options.formal == options.substantive || options.accept == options.refuse) {
    return absl::InvalidArgumentError(
        "say of which step, --formal or --substantive, and what: --accept or --refuse");
  }
  const auto name = ProposalName(options.proposal.process, options.proposal.proposal);
  if (!name.ok()) return name.status();
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  v1::RecordVerdictRequest request;
  v1::VerdictFacts& facts = *request.mutable_facts();
  facts.set_step(options.formal ? v1::REVIEW_STEP_FORMAL : v1::REVIEW_STEP_SUBSTANTIVE);
  facts.set_accepted(options.accept);
  const bool has_amounts =
      !options.cost.empty() || !options.yearly.empty() || !options.co_funding.empty();
  if (has_amounts || options.months > 0) {
    const auto process = client->ReadProcess(ProcessOf(*name));
    if (!process.ok()) return process.status();
    absl::Status read = ReadAmounts(options, static_cast<int>(process->currency_digits()), facts);
    if (!read.ok()) return read;
  }
  *request.mutable_reason() = options.reason.texts();
  return Change(options, &Stub::RecordVerdict, std::move(request));
}

absl::Status DecideAppeal(const ReviewOptions& options) {
  if (options.accept == options.refuse) {
    return absl::InvalidArgumentError("say what is decided: --uphold or --dismiss");
  }
  v1::DecideAppealRequest request;
  request.set_upheld(options.accept);
  *request.mutable_reason() = options.reason.texts();
  return Change(options, &Stub::DecideAppeal, std::move(request));
}

absl::Status Assign(const ReviewOptions& options) {
  v1::AssignProposalsRequest request;
  const auto names = ProposalNames(options.proposal.process, options.proposals);
  if (!names.ok()) return names.status();
  request.set_parent(ProcessOf(names->front()));
  *request.mutable_names() = {names->begin(), names->end()};
  request.set_assignee(StaffMemberName(options.token));
  if (!options.due.empty()) {
    const auto due = ParseDue(options.due, "--due");
    if (!due.ok()) return due.status();
    *request.mutable_due_time() = *due;
  }
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto assigned = client->Call(&Stub::AssignProposals, request);
  if (!assigned.ok()) return assigned.status();
  std::cout << fmt::format("assigned {}\n", assigned->assigned());
  return absl::OkStatus();
}

absl::Status Note(const ReviewOptions& options) {
  v1::AddNoteRequest request;
  absl::StatusOr<std::string> name =
      ProposalName(options.proposal.process, options.proposal.proposal);
  if (!name.ok()) return name.status();
  request.set_name(*std::move(name));
  request.set_text(options.note);
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  return client->Call(&Stub::AddNote, request).status();
}

// Lines that say something, without what surrounds them.
std::vector<std::string> PersonsIn(std::string_view text) {
  std::vector<std::string> persons;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string line(text.substr(0, end));
    absl::StripAsciiWhitespace(&line);
    if (!line.empty()) persons.push_back(std::move(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return persons;
}

absl::Status Support(const ReviewOptions& options) {
  const auto name = ProposalName(options.proposal.process, options.proposal.proposal);
  if (!name.ok()) return name.status();
  const auto text = client::ReadText(options.file, kMaxSupportFile, options.encoding);
  if (!text.ok()) return text.status();
  const std::vector<std::string> persons = PersonsIn(*text);
  if (persons.empty()) {
    return absl::InvalidArgumentError(fmt::format("{}: expected one person a line", options.file));
  }
  const auto client = OpenProposals(options.proposal.server);
  if (!client.ok()) return client.status();
  std::uint32_t added = 0;
  v1::RecordSupportResponse last;
  // Whoever was counted is not counted again: where a batch fails, the file is sent once more.
  for (std::size_t begin = 0; begin < persons.size(); begin += kBatch) {
    v1::RecordSupportRequest request;
    request.set_name(*name);
    const std::size_t end = std::min(begin + kBatch, persons.size());
    for (std::size_t i = begin; i < end; ++i) request.add_persons(persons[i]);
    const auto counted = client->Call(&Stub::RecordSupport, request);
    if (!counted.ok()) return counted.status();
    added += counted->added();
    last = *counted;
  }
  std::cout << fmt::format("{}: {} of {} lines are new; {} support it\n", client::Shown(*name),
                           added, persons.size(), last.supporters());
  return absl::OkStatus();
}

void AddVerdictOptions(CLI::App& command, ReviewOptions& options) {
  CLI::Option* const formal =
      command.add_flag("--formal", options.formal, "Whether the mandate allows it");
  command
      .add_flag("--substantive", options.substantive, "Whether it can be done, and at what cost")
      ->excludes(formal);
  CLI::Option* const accept = command.add_flag("--accept", options.accept, "It passes");
  command.add_flag("--refuse", options.refuse, "It does not")->excludes(accept);
  AddSpokenText(command, "reason", "Why; public", options.reason);
  command.add_option("--cost", options.cost, "In units of the currency, as 12000.50");
  command.add_option("--yearly", options.yearly, "What it costs each year from then on");
  command.add_option("--months", options.months, "How long it takes");
  command.add_option("--co-funding", options.co_funding, "What others pay of it, beside the cost");
}

}  // namespace

void AddProposalsReviewCommands(CLI::App& proposals, int& exit_code) {
  const auto add = [&](const std::string& name, const std::string& help,
                       absl::Status (*run)(const ReviewOptions&),
                       const std::shared_ptr<ReviewOptions>& options) -> CLI::App& {
    CLI::App& command =
        AddProposalsCommand<ReviewOptions>(proposals, exit_code, name, help, options, run);
    if (name != "assign") AddProposalOptions(command, options->proposal);
    return command;
  };
  add("screen", "Let everybody see its newest version", Screen, std::make_shared<ReviewOptions>());

  auto options = std::make_shared<ReviewOptions>();
  CLI::App& assign = add("assign", "Give proposals to whoever reviews them", Assign, options);
  AddServerOptions(assign, options->proposal.server);
  assign.add_option("--process", options->proposal.process, "Id of the process");
  assign.add_option("proposals", options->proposals, "Ids, such as p17 p23, up to 1,000")
      ->required();
  assign.add_option("--to", options->token,
                    "An agent: the id of a token, or accounts/ID; takes them away from whoever has "
                    "them when left out");
  assign.add_option("--due", options->due, "A day such as 2027-03-31, or a time");

  options = std::make_shared<ReviewOptions>();
  CLI::App& give_back = add("return", "Send it back to its author", Return, options);
  AddSpokenText(give_back, "reason", "What is missing; public", options->reason);
  give_back
      .add_option("--due", options->due,
                  "Until when it is awaited: a day such as 2027-03-31, or a time")
      ->required();

  options = std::make_shared<ReviewOptions>();
  AddVerdictOptions(add("verdict", "Decide a step of its review", GiveVerdict, options), *options);

  options = std::make_shared<ReviewOptions>();
  add("note", "Add a note that is never public", Note, options)
      .add_option("text", options->note, "The note")
      ->required();

  options = std::make_shared<ReviewOptions>();
  CLI::App& support = add("support", "Count the persons of a signed list", Support, options);
  support
      .add_option("file", options->file,
                  "One person a line, so written that no two are alike: name and date of birth")
      ->required();
  AddEncodingOption(support, options->encoding);

  options = std::make_shared<ReviewOptions>();
  CLI::App& decide = add("decide-appeal", "Decide an appeal", DecideAppeal, options);
  CLI::Option* const uphold =
      decide.add_flag("--uphold", options->accept, "The refused step is open again");
  decide.add_flag("--dismiss", options->refuse, "The refusal stands")->excludes(uphold);
  AddSpokenText(decide, "reason", "Why; public", options->reason);
}

}  // namespace urna::cli
