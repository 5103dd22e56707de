#include "cli/town_proposals.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "cli/client/administrator_client.h"
#include "cli/client/csv.h"
#include "cli/client/files.h"
#include "cli/client/process_description.h"
#include "cli/client/written_proposal.h"
#include "cli/proposals_options.h"
#include "cli/town_plan.h"
#include "ledger/text.h"

namespace urna::cli {
namespace {

using client::ProposalsClient;
using Stub = ProposalsClient::Stub;

constexpr std::uint64_t kMaxTable = 4 << 20;
constexpr std::int64_t kSubmissionSeconds = 30 * kDaySeconds;
// Of proposals that are being reviewed, the last came so long ago.
constexpr std::int64_t kEndedBefore = 10 * kDaySeconds;
// From the last day of proposals to the vote, and the vote.
constexpr std::int64_t kReviewSeconds = 60 * kDaySeconds;
constexpr std::int64_t kVotingSeconds = 28 * kDaySeconds;
constexpr std::int64_t kReturnedSeconds = 21 * kDaySeconds;

// What the staff does with a proposal.
struct Fate {
  std::string proposal;
  // "online" or "paper".
  std::string channel;
  std::string what;
  // Of a verdict, in units of the currency.
  std::string cost;
  // What it is merged into.
  std::string into;
  Texts reason;
};

absl::StatusOr<std::vector<Fate>> ReadFates(const std::string& path) {
  const auto text = client::ReadText(path, kMaxTable);
  if (!text.ok()) return text.status();
  const auto table = client::ParseCsv(*text);
  if (!table.ok()) return client::While(path, table.status());
  std::map<std::string, std::size_t> column;
  for (const char* name :
       {"proposal", "channel", "fate", "cost", "into", "reason_fr", "reason_en"}) {
    const auto found = table->Column(name);
    if (!found.ok()) return client::While(path, found.status());
    column[name] = *found;
  }
  std::vector<Fate> out;
  for (const auto& row : table->rows) {
    Fate fate{row[column["proposal"]], row[column["channel"]], row[column["fate"]],
              row[column["cost"]],     row[column["into"]],    {}};
    for (const auto& [language, name] : {std::pair("fr", "reason_fr"), {"en", "reason_en"}}) {
      const std::string& said = row[column[name]];
      if (said.empty()) continue;
      v1::LocalizedText& one = *fate.reason.Add();
      one.set_language(language);
      one.set_text(said);
    }
    out.push_back(std::move(fate));
  }
  return out;
}

// The citizens of one process, and its staff.
class Spring {
 public:
  Spring(const TownProposals& town, std::string process, ProposalsClient staff,
         ProposalsClient citizens)
      : town_(town),
        process_(std::move(process)),
        staff_(std::move(staff)),
        citizens_(std::move(citizens)) {}

  absl::StatusOr<HeldProposals> Run() {
    const auto fates = ReadFates(town_.fates);
    if (!fates.ok()) return fates.status();
    auto contents = ReadContents();
    if (!contents.ok()) return contents.status();
    if (contents->size() != fates->size()) {
      return absl::InvalidArgumentError(
          fmt::format("{}: expected a line for each proposal of {}", town_.fates, town_.table));
    }
    HeldProposals held;
    held.proposals = contents->size();
    for (std::size_t i = 0; i < contents->size(); ++i) {
      auto key = HandIn((*fates)[i], std::move((*contents)[i]));
      if (!key.ok()) return While(i, key.status());
      if ((*fates)[i].what == "returned" && held.returned.empty()) {
        held.returned = Name((*fates)[i].proposal);
        held.edit_key = *std::move(key);
      }
    }
    // Afterwards: one is merged into another that must be there.
    for (std::size_t i = 0; i < fates->size(); ++i) {
      if (auto status = Answer((*fates)[i]); !status.ok()) return While(i, status);
    }
    return held;
  }

 private:
  absl::Status While(std::size_t line, const absl::Status& status) const {
    return client::While(fmt::format("proposal {}", line + 1), status);
  }
  std::string Name(const std::string& number) const {
    return fmt::format("{}/proposals/p{}", process_, number);
  }

  absl::StatusOr<std::vector<v1::ProposalContent>> ReadContents() {
    const auto text = client::ReadText(town_.table, kMaxTable);
    if (!text.ok()) return text.status();
    const auto lines = client::ParseProposalTable(*text);
    if (!lines.ok()) return client::While(town_.table, lines.status());
    const auto rules = staff_.ReadRules(process_);
    if (!rules.ok()) return rules.status();
    digits_ = rules->currency_digits;
    std::vector<v1::ProposalContent> out;
    constexpr bool kComplete = true;
    for (const client::ProposalLine& line : *lines) {
      client::CheckedProposal checked = client::CheckProposal(line.proposal, *rules, kComplete);
      if (!checked.faults.empty()) {
        return absl::InvalidArgumentError(
            fmt::format("{}:{}: {}", town_.table, line.line, checked.faults.front()));
      }
      out.push_back(std::move(checked.content));
    }
    return out;
  }

  // Returns its author's key; none of what came on paper. Proposals get their numbers in this order.
  absl::StatusOr<std::string> HandIn(const Fate& fate, v1::ProposalContent content) {
    if (fate.channel == "paper") {
      v1::ImportProposalsRequest request;
      request.set_parent(process_);
      request.set_channel(v1::CHANNEL_PAPER);
      *request.add_contents() = std::move(content);
      const auto imported = staff_.Call(&Stub::ImportProposals, request);
      return imported.ok() ? absl::StatusOr<std::string>("") : imported.status();
    }
    v1::CreateProposalRequest create;
    create.set_parent(process_);
    create.set_channel(v1::CHANNEL_ONLINE);
    *create.mutable_content() = std::move(content);
    const auto created = citizens_.Call(&Stub::CreateProposal, create);
    if (!created.ok()) return created.status();
    v1::SubmitProposalRequest submit;
    submit.set_name(created->proposal().name());
    submit.set_edit_key(created->edit_key());
    const auto submitted = citizens_.Call(&Stub::SubmitProposal, submit);
    return submitted.ok() ? absl::StatusOr<std::string>(created->edit_key()) : submitted.status();
  }

  absl::Status Answer(const Fate& fate) {
    if (fate.what == "waiting") return absl::OkStatus();
    if (fate.channel != "paper") {
      v1::ScreenProposalRequest screen;
      screen.set_name(Name(fate.proposal));
      if (auto done = staff_.Call(&Stub::ScreenProposal, screen); !done.ok()) return done.status();
    }
    if (fate.what == "screened") return absl::OkStatus();
    if (fate.what == "in-review") return Judge(fate, v1::REVIEW_STEP_FORMAL, true);
    if (fate.what == "refused-formally") return Judge(fate, v1::REVIEW_STEP_FORMAL, false);
    if (fate.what == "admitted" || fate.what == "refused") {
      absl::Status formal = Judge(fate, v1::REVIEW_STEP_FORMAL, true);
      return formal.ok() ? Judge(fate, v1::REVIEW_STEP_SUBSTANTIVE, fate.what == "admitted")
                         : formal;
    }
    if (fate.what == "returned") return Return(fate);
    if (fate.what == "merged") return Merge(fate);
    if (fate.what == "hidden") return Hide(fate);
    return absl::InvalidArgumentError(fmt::format("{}: unknown fate {}", town_.fates, fate.what));
  }

  absl::Status Judge(const Fate& fate, v1::ReviewStep step, bool accepted) {
    v1::RecordVerdictRequest request;
    request.set_name(Name(fate.proposal));
    request.mutable_facts()->set_step(step);
    request.mutable_facts()->set_accepted(accepted);
    if (accepted && step == v1::REVIEW_STEP_SUBSTANTIVE) {
      const auto cost = ParseCost(fate.cost, digits_, "cost");
      if (!cost.ok()) return cost.status();
      request.mutable_facts()->set_cost(*cost);
    }
    *request.mutable_reason() = fate.reason;
    return staff_.Call(&Stub::RecordVerdict, request).status();
  }
  absl::Status Return(const Fate& fate) {
    v1::ReturnProposalRequest request;
    request.set_name(Name(fate.proposal));
    *request.mutable_reason() = fate.reason;
    request.mutable_due_time()->set_seconds(absl::ToUnixSeconds(absl::Now()) + kReturnedSeconds);
    return staff_.Call(&Stub::ReturnProposal, request).status();
  }
  absl::Status Merge(const Fate& fate) {
    v1::MergeProposalsRequest request;
    request.set_name(Name(fate.into));
    request.add_parents(Name(fate.proposal));
    *request.mutable_reason() = fate.reason;
    return staff_.Call(&Stub::MergeProposals, request).status();
  }
  absl::Status Hide(const Fate& fate) {
    v1::HideProposalRequest request;
    request.set_name(Name(fate.proposal));
    *request.mutable_reason() = fate.reason;
    return staff_.Call(&Stub::HideProposal, request).status();
  }

  const TownProposals& town_;
  const std::string process_;
  const ProposalsClient staff_;
  const ProposalsClient citizens_;
  int digits_ = 2;
};

}  // namespace

absl::StatusOr<HeldProposals> HoldProposals(const TownProposals& town, TownServer& server) {
  auto description = client::ReadProcessDescription(town.process);
  if (!description.ok()) return description.status();
  const std::int64_t now = absl::ToUnixSeconds(absl::Now());
  const bool open = town.open_days > 0;
  TownPlan plan;
  plan.process = description->name();
  plan.mandate = town.mandate;
  plan.form = town.form;
  plan.submission_end =
      InTheEvening(open ? now + town.open_days * kDaySeconds : now - kEndedBefore);
  plan.submission_start =
      InTheMorning(open ? now - kDaySeconds : plan.submission_end - kSubmissionSeconds);
  plan.voting.opening = InTheMorning(plan.submission_end + kReviewSeconds);
  plan.voting.closing = InTheEvening(plan.voting.opening + kVotingSeconds);
  description->process.mutable_opening_time()->set_seconds(plan.voting.opening);
  description->process.mutable_closing_time()->set_seconds(plan.voting.closing);
  auto staff = client::Connection::Open({server.address, {}, server.token});
  auto citizens = client::Connection::Open({server.address, {}, {}});
  if (!staff.ok()) return staff.status();
  if (!citizens.ok()) return citizens.status();
  HeldProposals held;
  const auto hold = [&]() -> absl::Status {
    auto created = client::AdministratorClient(*staff).Create(*description);
    if (!created.ok()) return created.status();
    client::PlanningClient planning(*staff);
    auto published = Publish(planning, plan, open ? v1::PHASE_SUBMISSION : v1::PHASE_REVIEW);
    if (!published.ok()) return published;
    auto run = Spring(town, description->name(), ProposalsClient(*staff),
                      ProposalsClient(*std::move(citizens)))
                   .Run();
    if (run.ok()) held = *std::move(run);
    return run.status();
  };
  auto done = server.stages.Run(
      fmt::format("{}: proposals, and what became of them", description->id), hold);
  if (!done.ok()) return done;
  held.id = description->id;
  return held;
}

}  // namespace urna::cli
