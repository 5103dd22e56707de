#include "ledger/journal_state.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

constexpr std::size_t kMostUndecidedNamed = 100;

absl::Status Refuse(std::string_view reason, std::string_view message) {
  return Refusal(absl::StatusCode::kFailedPrecondition, reason, message);
}
absl::Status WrongState(std::string_view message) { return Refuse("JOURNAL_STATE", message); }

bool IsOpen(ProposalState state) {
  return state == ProposalState::kSubmitted || state == ProposalState::kReturned ||
         state == ProposalState::kUnderReview;
}

crypto::Hash256 HashIn(std::string_view bytes) {
  crypto::Hash256 hash{};
  std::copy_n(crypto::AsBytes(bytes).begin(), std::min(bytes.size(), hash.size()), hash.begin());
  return hash;
}

}  // namespace

bool JournalProposal::is_undecided() const {
  // What is hidden was refused by the reason of its hiding.
  return !hidden && (IsOpen(state) || appeal == AppealState::kFiled);
}

const v1::Window* JournalState::window(v1::WindowKind kind) const {
  if (!calendar_) return nullptr;
  const auto found = std::ranges::find(calendar_->windows(), kind, &v1::Window::kind);
  return found == calendar_->windows().end() ? nullptr : &*found;
}

const JournalProposal* JournalState::proposal(ProposalNumber number) const {
  if (Number(number) < 1 || Number(number) > proposals_.size()) return nullptr;
  return &proposals_[Number(number) - 1];
}

Visibility JournalState::VisibilityOf(const JournalDocumentState& document) const {
  if (document.erased) return Visibility::kErased;
  if (!document.proposal || document.of_hiding) return Visibility::kPublic;
  const JournalProposal& proposal = *this->proposal(*document.proposal);
  if (!proposal.is_public() || document.version > proposal.public_versions) {
    return Visibility::kWithheld;
  }
  const bool by_author = document.version > 0 || document.by_author;
  return proposal.hidden && by_author ? Visibility::kWithheld : Visibility::kPublic;
}

absl::Status JournalState::Check(const Act& act) const {
  const ActRule* rule = FindRule(act.act);
  if (rule == nullptr) return Refuse("JOURNAL_ORDER", "this act is not in use");
  if (absl::Status order = CheckOrder(act); !order.ok()) return order;
  if (!rule->MayBeDoneBy(act.role)) {
    return Refuse("JOURNAL_ROLE",
                  fmt::format("{} is not for the role {}", v1::JournalAct_Name(act.act),
                              v1::JournalRole_Name(act.role)));
  }
  if (!rule->MayBeDoneIn(phase_)) {
    return Refuse("JOURNAL_PHASE", fmt::format("{} is not for the phase {}",
                                               v1::JournalAct_Name(act.act), PhaseWord(phase_)));
  }
  if (absl::Status documents = CheckDocuments(act); !documents.ok()) return documents;
  switch (act.subject()) {
    case ActSubject::kProcess:
      return act.act == v1::JOURNAL_ACT_PHASE ? CheckPhase(act.facts.phase(), act)
                                              : absl::OkStatus();
    case ActSubject::kProject:
      return CheckProject(act);
    case ActSubject::kProposal:
      break;
  }
  if (act.act == v1::JOURNAL_ACT_RECEIVED) return CheckReceived(act);
  const JournalProposal* found = proposal(act.proposal());
  if (found == nullptr) {
    return Refuse("JOURNAL_UNKNOWN_PROPOSAL", fmt::format("there is no {}", act.resource));
  }
  return CheckProposal(act, *found);
}

absl::Status JournalState::CheckOrder(const Act& act) const {
  if (act.process != process_) return Refuse("JOURNAL_ORDER", "is of another process");
  if (act.time < time_) return Refuse("JOURNAL_ORDER", "is earlier than the act before it");
  if ((act.act == v1::JOURNAL_ACT_CREATED) != (size_ == 0)) {
    return Refuse("JOURNAL_ORDER", "a journal begins with the creation, once");
  }
  return absl::OkStatus();
}

absl::Status JournalState::CheckDocuments(const Act& act) const {
  for (const ActDocument& document : act.documents) {
    if (documents_.contains(document.sha256)) {
      return Refuse("JOURNAL_DOCUMENT", "names a document that another act has named");
    }
  }
  return absl::OkStatus();
}

absl::Status JournalState::CheckPhase(const v1::PhaseFacts& facts, const Act& act) const {
  const v1::Phase next = facts.phase();
  const bool falls_back = phase_ == v1::PHASE_SEALING && next == before_sealing_;
  if (!falls_back && RankOf(next) <= RankOf(phase_)) {
    return Refuse("JOURNAL_PHASE",
                  fmt::format("{} does not come after {}", PhaseWord(next), PhaseWord(phase_)));
  }
  const bool spring =
      RankOf(next) > RankOf(v1::PHASE_DRAFT) && RankOf(next) <= RankOf(v1::PHASE_APPEAL);
  if (falls_back) return absl::OkStatus();
  if (spring && (!mandate_ || !form_ || !calendar_)) {
    return Refuse("JOURNAL_PHASE",
                  "citizens propose only once mandate, calendar and form are published");
  }
  const v1::Window* its_window = next == v1::PHASE_SUBMISSION ? window(v1::WINDOW_KIND_SUBMISSION)
                                 : next == v1::PHASE_REVIEW   ? window(v1::WINDOW_KIND_REVIEW)
                                 : next == v1::PHASE_APPEAL   ? window(v1::WINDOW_KIND_APPEAL)
                                                              : nullptr;
  const bool by_the_clock = act.role == v1::JOURNAL_ROLE_UNSPECIFIED;
  if (spring && by_the_clock && (its_window == nullptr || act.time < its_window->start_time())) {
    return Refuse("JOURNAL_PHASE",
                  fmt::format("the calendar does not begin {} yet", PhaseWord(next)));
  }
  if (next != v1::PHASE_SEALING) {
    const bool after = RankOf(next) > RankOf(v1::PHASE_SEALING);
    return after && RankOf(phase_) < RankOf(v1::PHASE_SEALING)
               ? Refuse("JOURNAL_PHASE", "nothing was frozen yet")
               : absl::OkStatus();
  }
  const std::vector<std::string> undecided = Undecided();
  return undecided.empty() ? absl::OkStatus() : Refuse("JOURNAL_UNDECIDED", undecided.front());
}

std::vector<std::string> JournalState::Undecided() const {
  std::vector<std::string> out;
  for (std::uint32_t n = 1; n <= proposals_.size(); ++n) {
    const JournalProposal& proposal = proposals_[n - 1];
    if (out.size() == kMostUndecidedNamed) break;
    if (proposal.is_undecided()) {
      out.push_back(fmt::format("proposals/p{} is not decided", n));
    } else if (!proposal.hidden && proposal.state == ProposalState::kAdmitted &&
               proposal.project.empty()) {
      out.push_back(fmt::format("proposals/p{} was admitted and is no project", n));
    }
  }
  for (const auto& [name, project] : projects_) {
    if (!project.proposal || out.size() == kMostUndecidedNamed) continue;
    const JournalProposal& proposal = *this->proposal(*project.proposal);
    if (proposal.state != ProposalState::kAdmitted || proposal.hidden) {
      out.push_back(fmt::format("{} comes from proposals/p{}, which is not admitted", name,
                                Number(*project.proposal)));
    } else if (proposal.verdict.cost() != project.cost) {
      out.push_back(fmt::format("{} costs {}, and proposals/p{} was admitted at {}", name,
                                project.cost, Number(*project.proposal), proposal.verdict.cost()));
    }
  }
  return out;
}

absl::Status JournalState::CheckProject(const Act& act) const {
  const auto found = projects_.find(act.resource);
  if (act.act == v1::JOURNAL_ACT_PROJECT_REMOVED) {
    return found != projects_.end() ? absl::OkStatus()
                                    : WrongState(fmt::format("there is no {}", act.resource));
  }
  const v1::ProjectFacts& facts = act.facts.project();
  const std::optional<ProposalNumber> from =
      facts.proposal() == 0 ? std::nullopt : std::optional(ProposalNumber{facts.proposal()});
  if (found != projects_.end() && found->second.proposal != from) {
    return WrongState(fmt::format("{} comes from another proposal, or from none", act.resource));
  }
  if (!from) return absl::OkStatus();
  const JournalProposal* proposal = this->proposal(*from);
  if (proposal == nullptr) {
    return Refuse("JOURNAL_UNKNOWN_PROPOSAL",
                  fmt::format("there is no proposals/p{}", facts.proposal()));
  }
  if (proposal->state != ProposalState::kAdmitted || proposal->hidden) {
    return WrongState(fmt::format("proposals/p{} is not admitted", facts.proposal()));
  }
  if (!proposal->project.empty() && proposal->project != act.resource) {
    return WrongState(
        fmt::format("proposals/p{} is {} already", facts.proposal(), proposal->project));
  }
  if (proposal->verdict.cost() != facts.cost()) {
    return Refuse("JOURNAL_COST",
                  fmt::format("proposals/p{} was admitted at a cost of {}, not {}",
                              facts.proposal(), proposal->verdict.cost(), facts.cost()));
  }
  return absl::OkStatus();
}

absl::Status JournalState::CheckWindow(v1::Channel channel, std::uint64_t time) const {
  const v1::Window* online = window(v1::WINDOW_KIND_SUBMISSION);
  if (channel == v1::CHANNEL_ONLINE) {
    if (phase_ != v1::PHASE_SUBMISSION || (online != nullptr && time >= online->end_time())) {
      return Refuse("JOURNAL_PHASE", "no proposal is taken online any more");
    }
  } else if (channel == v1::CHANNEL_PAPER) {
    const v1::Window* paper = window(v1::WINDOW_KIND_PAPER_SUBMISSION);
    if (paper == nullptr) paper = online;
    if (paper != nullptr && time >= paper->end_time()) {
      return Refuse("JOURNAL_PHASE", "no proposal is taken from paper any more");
    }
  }
  return absl::OkStatus();
}

absl::Status JournalState::CheckReceived(const Act& act) const {
  if (Number(act.proposal()) != proposals_.size() + 1) {
    return Refuse("JOURNAL_ORDER", fmt::format("the next proposal is p{}", proposals_.size() + 1));
  }
  const v1::ReceiptFacts& facts = act.facts.receipt();
  if (facts.version() != 1) return Refuse("JOURNAL_ORDER", "a proposal begins with version 1");
  const bool online = facts.channel() == v1::CHANNEL_ONLINE;
  if (online != (act.role == v1::JOURNAL_ROLE_CITIZEN)) {
    return Refuse("JOURNAL_ROLE", "citizens propose online, the staff from paper or its own");
  }
  return CheckWindow(facts.channel(), act.time);
}

absl::Status JournalState::CheckRevised(const Act& act, const JournalProposal& proposal) const {
  const v1::ReceiptFacts& facts = act.facts.receipt();
  if (facts.version() != proposal.versions + 1) {
    return Refuse("JOURNAL_ORDER", fmt::format("the next version is {}", proposal.versions + 1));
  }
  const bool by_author = act.role == v1::JOURNAL_ROLE_CITIZEN;
  if ((facts.channel() == v1::CHANNEL_ONLINE) != by_author) {
    return Refuse("JOURNAL_ROLE", "citizens write online, the staff from paper or its own");
  }
  if (by_author && proposal.state != ProposalState::kReturned) {
    return WrongState("an author writes a new version of what was returned");
  }
  if (!IsOpen(proposal.state)) return WrongState("what is decided has no new version");
  return absl::OkStatus();
}

absl::Status JournalState::CheckWithdrawn(const Act& act, const JournalProposal& proposal) {
  const bool open = IsOpen(proposal.state) || proposal.state == ProposalState::kAdmitted;
  if (!open || !proposal.project.empty()) {
    return WrongState("what is refused, merged or a project cannot be withdrawn");
  }
  const bool by_author = act.role == v1::JOURNAL_ROLE_CITIZEN;
  return by_author == (act.document(v1::DOCUMENT_KIND_REASON) == nullptr)
             ? absl::OkStatus()
             : Refuse("JOURNAL_DOCUMENT", "the staff says why it withdraws, an author need not");
}

absl::Status JournalState::CheckVerdict(const v1::VerdictFacts& verdict,
                                        const JournalProposal& proposal) const {
  if (!proposal.is_public()) return WrongState("nobody of the staff has seen it yet");
  if (proposal.public_versions < proposal.versions) {
    return WrongState("nobody of the staff has seen its newest version yet");
  }
  if (verdict.accepted() && form_facts_.support_needed() > 0 && !proposal.supported) {
    return WrongState("it is not supported by enough persons yet");
  }
  if (verdict.step() == v1::REVIEW_STEP_FORMAL) {
    return IsOpen(proposal.state) && proposal.formal == StepState::kPending
               ? absl::OkStatus()
               : WrongState("its formal review has its verdict");
  }
  if (phase_ == v1::PHASE_SUBMISSION) {
    return Refuse("JOURNAL_PHASE", "the substantive review begins with the phase REVIEW");
  }
  if (proposal.formal != StepState::kAccepted) return WrongState("its formal review comes first");
  const bool again = proposal.state == ProposalState::kAdmitted;
  return again || (IsOpen(proposal.state) && proposal.substantive == StepState::kPending)
             ? absl::OkStatus()
             : WrongState("its substantive review has its verdict");
}

absl::Status JournalState::CheckMerged(const Act& act, const JournalProposal& target) const {
  if (!IsOpen(target.state) && target.state != ProposalState::kAdmitted) {
    return WrongState("nothing is merged into what is refused, withdrawn or merged");
  }
  for (const std::uint32_t parent : act.facts.merge().parents()) {
    const JournalProposal* proposal = this->proposal(ProposalNumber{parent});
    if (proposal == nullptr) {
      return Refuse("JOURNAL_UNKNOWN_PROPOSAL", fmt::format("there is no proposals/p{}", parent));
    }
    if (ProposalNumber{parent} == act.proposal()) return WrongState("it is its own parent");
    const bool open = IsOpen(proposal->state) || proposal->state == ProposalState::kAdmitted;
    if (!open || !proposal->project.empty() || !proposal->is_public()) {
      return WrongState(fmt::format("proposals/p{} cannot be merged as it stands", parent));
    }
  }
  return absl::OkStatus();
}

absl::Status JournalState::CheckErasure(const Act& act) const {
  for (const std::string& bytes : act.facts.erasure().documents()) {
    const auto found = documents_.find(HashIn(bytes));
    if (found == documents_.end() || found->second.proposal != act.proposal()) {
      return Refuse("JOURNAL_DOCUMENT", "it has no such document");
    }
    if (found->second.erased) return Refuse("JOURNAL_DOCUMENT", "it is erased already");
  }
  return absl::OkStatus();
}

absl::Status JournalState::CheckIncompatible(const Act& act) const {
  const auto& group = act.facts.incompatible().proposals();
  if (group.empty()) {
    return incompatible_.contains(act.proposal()) ? absl::OkStatus()
                                                  : WrongState("there is no such group");
  }
  if (static_cast<std::uint32_t>(group[0]) != Number(act.proposal())) {
    return WrongState("a group is named by its first proposal");
  }
  for (const std::uint32_t number : group) {
    if (proposal(ProposalNumber{number}) == nullptr) {
      return Refuse("JOURNAL_UNKNOWN_PROPOSAL", fmt::format("there is no proposals/p{}", number));
    }
  }
  return absl::OkStatus();
}

absl::Status JournalState::CheckProposal(const Act& act, const JournalProposal& proposal) const {
  switch (act.act) {
    case v1::JOURNAL_ACT_SCREENED:
      return proposal.public_versions < proposal.versions
                 ? absl::OkStatus()
                 : WrongState("its newest version was seen already");
    case v1::JOURNAL_ACT_REVISED:
      return CheckRevised(act, proposal);
    case v1::JOURNAL_ACT_RETURNED:
      return IsOpen(proposal.state) && proposal.state != ProposalState::kReturned
                 ? absl::OkStatus()
                 : WrongState("only what is under way is returned");
    case v1::JOURNAL_ACT_WITHDRAWN:
      return CheckWithdrawn(act, proposal);
    case v1::JOURNAL_ACT_SUPPORTED:
      return !proposal.supported && form_facts_.support_needed() > 0 &&
                     act.facts.support().persons() >= form_facts_.support_needed()
                 ? absl::OkStatus()
                 : WrongState("support is not asked for, not enough, or noted already");
    case v1::JOURNAL_ACT_VERDICT:
      return CheckVerdict(act.facts.verdict(), proposal);
    case v1::JOURNAL_ACT_APPEALED:
      return proposal.state == ProposalState::kRejected && proposal.appeal == AppealState::kNone
                 ? absl::OkStatus()
                 : WrongState("an appeal is against a refusal, once");
    case v1::JOURNAL_ACT_APPEAL_DECIDED:
      return proposal.appeal == AppealState::kFiled ? absl::OkStatus()
                                                    : WrongState("there is no appeal to decide");
    case v1::JOURNAL_ACT_MERGED:
      return CheckMerged(act, proposal);
    case v1::JOURNAL_ACT_HIDDEN:
      return proposal.hidden ? WrongState("it is hidden already") : absl::OkStatus();
    case v1::JOURNAL_ACT_RESTORED:
      return proposal.hidden ? absl::OkStatus() : WrongState("it is not hidden");
    case v1::JOURNAL_ACT_ERASED:
      return CheckErasure(act);
    case v1::JOURNAL_ACT_INCOMPATIBLE:
      return CheckIncompatible(act);
    default:
      return Refuse("JOURNAL_ORDER", "this act is not about a proposal");
  }
}

void JournalState::Apply(const Act& act) {
  ++size_;
  time_ = act.time;
  switch (act.subject()) {
    case ActSubject::kProcess:
      ApplyToProcess(act);
      break;
    case ActSubject::kProposal:
      ApplyToProposal(act);
      break;
    case ActSubject::kProject:
      ApplyToProject(act);
      break;
  }
}

void JournalState::ApplyToProcess(const Act& act) {
  for (const ActDocument& document : act.documents) {
    documents_[document.sha256] = {.kind = document.kind, .proposal = std::nullopt};
  }
  switch (act.act) {
    case v1::JOURNAL_ACT_PHASE:
      if (act.facts.phase().phase() == v1::PHASE_SEALING) before_sealing_ = phase_;
      phase_ = act.facts.phase().phase();
      break;
    case v1::JOURNAL_ACT_MANDATE:
      mandate_ = *act.document(v1::DOCUMENT_KIND_MANDATE);
      ++mandate_versions_;
      break;
    case v1::JOURNAL_ACT_CALENDAR:
      calendar_ = act.facts.calendar();
      break;
    case v1::JOURNAL_ACT_FORM:
      form_ = *act.document(v1::DOCUMENT_KIND_FORM);
      form_facts_ = act.facts.form();
      break;
    default:
      break;
  }
}

void JournalState::ApplyToProject(const Act& act) {
  if (act.act == v1::JOURNAL_ACT_PROJECT_REMOVED) {
    const auto found = projects_.find(act.resource);
    if (found->second.proposal) At(*found->second.proposal).project.clear();
    projects_.erase(found);
    return;
  }
  const v1::ProjectFacts& facts = act.facts.project();
  JournalProject project{std::nullopt, facts.cost(), HashIn(facts.config_hash())};
  if (facts.proposal() != 0) {
    project.proposal = ProposalNumber{facts.proposal()};
    At(*project.proposal).project = act.resource;
  }
  projects_[act.resource] = project;
}

void JournalState::ApplyVerdict(const v1::VerdictFacts& verdict, JournalProposal& proposal) {
  const StepState step = verdict.accepted() ? StepState::kAccepted : StepState::kRejected;
  if (verdict.step() == v1::REVIEW_STEP_FORMAL) {
    proposal.formal = step;
    proposal.state = verdict.accepted() ? ProposalState::kUnderReview : ProposalState::kRejected;
    return;
  }
  proposal.substantive = step;
  proposal.state = verdict.accepted() ? ProposalState::kAdmitted : ProposalState::kRejected;
  if (verdict.accepted()) proposal.verdict = verdict;
}

void JournalState::ApplyToProposal(const Act& act) {
  const bool begins = act.act == v1::JOURNAL_ACT_RECEIVED;
  if (begins) proposals_.emplace_back();
  JournalProposal& proposal = At(act.proposal());
  const bool brings_version = begins || act.act == v1::JOURNAL_ACT_REVISED;
  for (const ActDocument& document : act.documents) {
    documents_[document.sha256] = {
        .kind = document.kind,
        .proposal = act.proposal(),
        .version = brings_version ? act.facts.receipt().version() : 0,
        .by_author = act.act == v1::JOURNAL_ACT_APPEALED,
        .of_hiding = act.act == v1::JOURNAL_ACT_HIDDEN,
    };
  }
  switch (act.act) {
    case v1::JOURNAL_ACT_RECEIVED:
    case v1::JOURNAL_ACT_REVISED:
      proposal.versions = act.facts.receipt().version();
      // The staff has seen what it wrote itself.
      if (act.role != v1::JOURNAL_ROLE_CITIZEN) proposal.public_versions = proposal.versions;
      if (proposal.state == ProposalState::kReturned) {
        proposal.state = proposal.formal == StepState::kAccepted ? ProposalState::kUnderReview
                                                                 : ProposalState::kSubmitted;
      }
      break;
    case v1::JOURNAL_ACT_SCREENED:
      proposal.public_versions = proposal.versions;
      break;
    case v1::JOURNAL_ACT_RETURNED:
      proposal.state = ProposalState::kReturned;
      break;
    case v1::JOURNAL_ACT_WITHDRAWN:
      proposal.state = ProposalState::kWithdrawn;
      break;
    case v1::JOURNAL_ACT_SUPPORTED:
      proposal.supported = true;
      break;
    case v1::JOURNAL_ACT_VERDICT:
      ApplyVerdict(act.facts.verdict(), proposal);
      break;
    case v1::JOURNAL_ACT_APPEALED:
      proposal.appeal = AppealState::kFiled;
      break;
    case v1::JOURNAL_ACT_APPEAL_DECIDED:
      proposal.appeal =
          act.facts.appeal().upheld() ? AppealState::kUpheld : AppealState::kDismissed;
      if (proposal.appeal == AppealState::kUpheld) {
        proposal.state = ProposalState::kUnderReview;
        if (proposal.formal == StepState::kRejected) proposal.formal = StepState::kPending;
        if (proposal.substantive == StepState::kRejected)
          proposal.substantive = StepState::kPending;
      }
      break;
    case v1::JOURNAL_ACT_MERGED:
      for (const std::uint32_t parent : act.facts.merge().parents()) {
        At(ProposalNumber{parent}).state = ProposalState::kMerged;
        At(ProposalNumber{parent}).merged_into = act.proposal();
        proposal.parents.push_back(ProposalNumber{parent});
      }
      break;
    case v1::JOURNAL_ACT_HIDDEN:
      proposal.hidden = true;
      break;
    case v1::JOURNAL_ACT_RESTORED:
      proposal.hidden = false;
      break;
    case v1::JOURNAL_ACT_ERASED:
      for (const std::string& hash : act.facts.erasure().documents()) {
        documents_[HashIn(hash)].erased = true;
      }
      break;
    case v1::JOURNAL_ACT_INCOMPATIBLE: {
      std::vector<ProposalNumber> group;
      for (const std::uint32_t n : act.facts.incompatible().proposals()) {
        group.push_back(ProposalNumber{n});
      }
      if (group.empty()) {
        incompatible_.erase(act.proposal());
      } else {
        incompatible_[act.proposal()] = std::move(group);
      }
      break;
    }
    default:
      break;
  }
}

absl::Status JournalState::Fold(crypto::ByteView leaf) {
  absl::StatusOr<Act> act = ParseAct(leaf);
  if (!act.ok()) return act.status();
  if (absl::Status checked = Check(*act); !checked.ok()) return checked;
  Apply(*act);
  return absl::OkStatus();
}

}  // namespace urna::ledger
