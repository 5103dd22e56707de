#include "ledger/act_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "crypto/hash.h"
#include "ledger/limits.h"

namespace urna::ledger {
namespace {

using v1::ActFacts;

constexpr auto kClock = v1::JOURNAL_ROLE_UNSPECIFIED;
constexpr auto kAdministrator = v1::JOURNAL_ROLE_ADMINISTRATOR;
constexpr auto kAgent = v1::JOURNAL_ROLE_AGENT;
constexpr auto kModerator = v1::JOURNAL_ROLE_MODERATOR;
constexpr auto kCitizen = v1::JOURNAL_ROLE_CITIZEN;

constexpr auto kDraft = v1::PHASE_DRAFT;
constexpr auto kSubmission = v1::PHASE_SUBMISSION;
constexpr auto kReview = v1::PHASE_REVIEW;
constexpr auto kAppeal = v1::PHASE_APPEAL;

constexpr auto kProposalText = v1::DOCUMENT_KIND_PROPOSAL;
constexpr auto kAuthors = v1::DOCUMENT_KIND_AUTHORS;
constexpr auto kReason = v1::DOCUMENT_KIND_REASON;

constexpr std::array kPhasesInOrder = {
    v1::PHASE_DRAFT,   v1::PHASE_SUBMISSION, v1::PHASE_REVIEW,  v1::PHASE_APPEAL,
    v1::PHASE_SEALING, v1::PHASE_SEALED,     v1::PHASE_VOTING,  v1::PHASE_CLOSED,
    v1::PHASE_MIXED,   v1::PHASE_DECRYPTED,  v1::PHASE_TALLIED,
};

std::vector<ActRule> MakeRules() {
  const std::vector<v1::JournalRole> administrators = {kAdministrator};
  const std::vector<v1::JournalRole> staff = {kAdministrator, kAgent};
  const std::vector<v1::JournalRole> screeners = {kAdministrator, kAgent, kModerator};
  const std::vector<v1::JournalRole> moderators = {kAdministrator, kModerator};
  const std::vector<v1::JournalRole> authors = {kAdministrator, kAgent, kCitizen};
  const std::vector<v1::Phase> before_freezing = {kDraft, kSubmission, kReview, kAppeal};
  const std::vector<v1::Phase> receiving = {kSubmission, kReview, kAppeal};
  constexpr auto process = ActSubject::kProcess;
  constexpr auto proposal = ActSubject::kProposal;
  constexpr auto project = ActSubject::kProject;
  return {
      {v1::JOURNAL_ACT_CREATED, process, {kClock, kAdministrator}, {}},
      {v1::JOURNAL_ACT_PHASE, process, {kClock, kAdministrator}, {}, ActFacts::kPhase},
      {v1::JOURNAL_ACT_MANDATE,
       process,
       administrators,
       before_freezing,
       ActFacts::FACTS_NOT_SET,
       {v1::DOCUMENT_KIND_MANDATE}},
      {v1::JOURNAL_ACT_CALENDAR, process, administrators, before_freezing, ActFacts::kCalendar},
      {v1::JOURNAL_ACT_FORM,
       process,
       administrators,
       {kDraft},
       ActFacts::kForm,
       {v1::DOCUMENT_KIND_FORM}},
      {v1::JOURNAL_ACT_RECEIVED,
       proposal,
       authors,
       receiving,
       ActFacts::kReceipt,
       {kProposalText},
       {kAuthors}},
      {v1::JOURNAL_ACT_SCREENED, proposal, screeners, receiving},
      {v1::JOURNAL_ACT_REVISED,
       proposal,
       authors,
       receiving,
       ActFacts::kReceipt,
       {kProposalText},
       {kAuthors}},
      {v1::JOURNAL_ACT_RETURNED, proposal, staff, receiving, ActFacts::kReturned, {kReason}},
      {v1::JOURNAL_ACT_WITHDRAWN,
       proposal,
       authors,
       receiving,
       ActFacts::FACTS_NOT_SET,
       {},
       {kReason}},
      {v1::JOURNAL_ACT_SUPPORTED,
       proposal,
       {kClock, kAdministrator, kAgent},
       receiving,
       ActFacts::kSupport},
      {v1::JOURNAL_ACT_VERDICT, proposal, staff, receiving, ActFacts::kVerdict, {kReason}},
      {v1::JOURNAL_ACT_APPEALED, proposal, authors, {kAppeal}, ActFacts::FACTS_NOT_SET, {kReason}},
      {v1::JOURNAL_ACT_APPEAL_DECIDED,
       proposal,
       administrators,
       {kAppeal},
       ActFacts::kAppeal,
       {kReason}},
      {v1::JOURNAL_ACT_MERGED, proposal, staff, receiving, ActFacts::kMerge, {kReason}},
      {v1::JOURNAL_ACT_HIDDEN, proposal, moderators, {}, ActFacts::FACTS_NOT_SET, {kReason}},
      {v1::JOURNAL_ACT_RESTORED, proposal, moderators, {}},
      {v1::JOURNAL_ACT_ERASED, proposal, administrators, {}, ActFacts::kErasure},
      {v1::JOURNAL_ACT_PROJECT,
       project,
       {kClock, kAdministrator, kAgent},
       before_freezing,
       ActFacts::kProject},
      {v1::JOURNAL_ACT_PROJECT_REMOVED, project, staff, before_freezing},
      {v1::JOURNAL_ACT_INCOMPATIBLE, proposal, staff, receiving, ActFacts::kIncompatible},
  };
}

const std::vector<ActRule>& Rules() {
  static const std::vector<ActRule> rules = MakeRules();
  return rules;
}

absl::Status Bad(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("act: {}", what));
}

bool Has(const std::vector<v1::DocumentKind>& kinds, v1::DocumentKind kind) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

bool IsAmount(std::int64_t amount) { return amount >= 0 && amount <= kMaxAmount; }

template <typename List>
bool AreProposals(const List& numbers, int least) {
  return numbers.size() >= least && numbers.size() <= kMaxNamedProposals &&
         std::ranges::all_of(numbers, [](auto n) { return n >= 1 && n <= kMaxProposals; }) &&
         std::ranges::is_sorted(numbers, std::less_equal<>());
}

bool IsInRange(const v1::Calendar& calendar) {
  int last = 0;
  for (const v1::Window& window : calendar.windows()) {
    const bool known = v1::WindowKind_IsValid(window.kind()) && window.kind() > last;
    if (!known || window.start_time() >= window.end_time()) return false;
    last = window.kind();
  }
  return !calendar.time_zone().empty() && calendar.time_zone().size() <= 64;
}

bool IsInRange(const v1::VerdictFacts& verdict) {
  const bool known =
      verdict.step() == v1::REVIEW_STEP_FORMAL || verdict.step() == v1::REVIEW_STEP_SUBSTANTIVE;
  const bool amounts = IsAmount(verdict.cost()) && IsAmount(verdict.yearly_cost()) &&
                       IsAmount(verdict.co_funding()) && verdict.months() <= kMaxMonths;
  const bool has_amounts = verdict.cost() != 0 || verdict.yearly_cost() != 0 ||
                           verdict.co_funding() != 0 || verdict.months() != 0;
  const bool may_have = verdict.accepted() && verdict.step() == v1::REVIEW_STEP_SUBSTANTIVE;
  return known && amounts && (may_have || !has_amounts);
}

bool IsInRange(const v1::ErasureFacts& erasure) {
  const auto& documents = erasure.documents();
  return !documents.empty() && documents.size() <= kMaxErasedDocuments &&
         std::ranges::all_of(
             documents,
             [](const std::string& hash) { return hash.size() == sizeof(crypto::Hash256); }) &&
         std::ranges::is_sorted(documents, std::less_equal<>());
}

}  // namespace

bool ActRule::MayBeDoneBy(v1::JournalRole role) const {
  return std::ranges::find(roles, role) != roles.end();
}

bool ActRule::MayBeDoneIn(v1::Phase phase) const {
  return phases.empty() || std::ranges::find(phases, phase) != phases.end();
}

const ActRule* FindRule(v1::JournalAct act) {
  const auto found = std::ranges::find(Rules(), act, &ActRule::act);
  return found == Rules().end() ? nullptr : &*found;
}

bool AreInRange(const ActFacts& facts) {
  switch (facts.facts_case()) {
    case ActFacts::FACTS_NOT_SET:
      return true;
    case ActFacts::kPhase:
      return RankOf(facts.phase().phase()) > 1 || facts.phase().phase() == kDraft;
    case ActFacts::kCalendar:
      return IsInRange(facts.calendar());
    case ActFacts::kForm:
      return true;
    case ActFacts::kReceipt:
      return facts.receipt().version() >= 1 && facts.receipt().channel() >= 1 &&
             v1::Channel_IsValid(facts.receipt().channel());
    case ActFacts::kReturned:
      return facts.returned().due_time() > 0;
    case ActFacts::kSupport:
      return facts.support().persons() > 0;
    case ActFacts::kVerdict:
      return IsInRange(facts.verdict());
    case ActFacts::kAppeal:
      return true;
    case ActFacts::kMerge:
      return AreProposals(facts.merge().parents(), 1);
    case ActFacts::kErasure:
      return IsInRange(facts.erasure());
    case ActFacts::kProject:
      return IsAmount(facts.project().cost()) && facts.project().proposal() <= kMaxProposals &&
             facts.project().config_hash().size() == sizeof(crypto::Hash256);
    case ActFacts::kIncompatible:
      return facts.incompatible().proposals().empty() ||
             AreProposals(facts.incompatible().proposals(), 2);
  }
  return false;
}

absl::Status CheckForm(const Act& act, ActSubject subject) {
  const ActRule* rule = FindRule(act.act);
  if (rule == nullptr)
    return Bad(fmt::format("number {} is not in use", static_cast<int>(act.act)));
  if (!v1::JournalRole_IsValid(act.role)) return Bad("its role is not known");
  const bool by_the_server = act.role == kClock;
  if (by_the_server != (act.actor == ActorTag{})) {
    return Bad("names an actor if and only if it is not the server's own");
  }
  if (rule->subject != subject) return Bad("is about something else");
  if (rule->facts != act.facts.facts_case()) return Bad("has not the facts that it must have");
  if (!AreInRange(act.facts)) return Bad("its facts are out of range");
  for (const v1::DocumentKind kind : rule->documents) {
    if (act.document(kind) == nullptr) return Bad("lacks a document");
  }
  for (const ActDocument& document : act.documents) {
    if (!Has(rule->documents, document.kind) && !Has(rule->may_have, document.kind)) {
      return Bad("has a document that it may not have");
    }
    // A document is of one kind, so that one of the two would be nowhere.
    if (std::ranges::count(act.documents, document.sha256, &ActDocument::sha256) > 1) {
      return Bad("names a document twice");
    }
  }
  return absl::OkStatus();
}

int RankOf(v1::Phase phase) {
  const auto found = std::ranges::find(kPhasesInOrder, phase);
  return found == kPhasesInOrder.end()
             ? 0
             : static_cast<int>(std::distance(kPhasesInOrder.begin(), found)) + 1;
}

std::string PhaseWord(v1::Phase phase) {
  constexpr std::string_view kPrefix = "PHASE_";
  const std::string name = v1::Phase_Name(phase);
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
}

}  // namespace urna::ledger
