// The journal's story: a fold over its acts (section 20.4 of docs/protocol.md).
//
// The server asks it before an act is appended, the audit after; both get the same answer from the
// same code. It does no I/O, takes no lock and knows no time but that of the acts. It needs no
// document: what it must know stands in the acts, so that it says the same after an erasure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "ledger/act.h"
#include "ledger/act_rules.h"

namespace urna::ledger {

enum class ProposalState {
  kSubmitted,
  kReturned,
  kUnderReview,
  kAdmitted,
  kRejected,
  kWithdrawn,
  kMerged,
};
enum class StepState { kPending, kAccepted, kRejected };
enum class AppealState { kNone, kFiled, kUpheld, kDismissed };

// What the journal says of a proposal.
struct JournalProposal {
  ProposalState state = ProposalState::kSubmitted;
  // Versions that came in, and how many of them, from the first, are public.
  std::uint32_t versions = 0;
  std::uint32_t public_versions = 0;
  bool hidden = false;
  bool supported = false;
  StepState formal = StepState::kPending;
  StepState substantive = StepState::kPending;
  AppealState appeal = AppealState::kNone;
  // Of the last accepted substantive step.
  v1::VerdictFacts verdict;
  std::optional<ProposalNumber> merged_into;
  // What was merged into it, in the order of the acts.
  std::vector<ProposalNumber> parents;
  // "contests/{contest}/projects/{project}"; empty where it is no project.
  std::string project;

  bool is_public() const { return public_versions > 0; }
  // Whether it awaits a word of the staff or of its author.
  bool is_undecided() const;
};

// What the journal says of a document.
struct JournalDocumentState {
  v1::DocumentKind kind;
  // Nothing for the process's own.
  std::optional<ProposalNumber> proposal;
  // Of a version of a proposal; 0 for reasons.
  std::uint32_t version = 0;
  // A reason that an author gave.
  bool by_author = false;
  // The reason of a hiding, which is public whatever it hides.
  bool of_hiding = false;
  bool erased = false;
};

enum class Visibility { kPublic, kWithheld, kErased };

struct JournalProject {
  // Nothing for one of the administration's own.
  std::optional<ProposalNumber> proposal;
  std::int64_t cost;
  crypto::Hash256 config_hash;
};

// Thread-compatible.
class JournalState {
 public:
  explicit JournalState(const ElectionId& process) : process_(process) {}

  // Whether the act may be the next one. FAILED_PRECONDITION with a reason such as
  // JOURNAL_PHASE, JOURNAL_ROLE, JOURNAL_ORDER, JOURNAL_UNKNOWN_PROPOSAL or JOURNAL_STATE.
  absl::Status Check(const Act& act) const;
  // An act that Check has passed.
  void Apply(const Act& act);
  // Parses, checks and applies; what is refused changes nothing.
  absl::Status Fold(crypto::ByteView leaf);

  std::uint64_t size() const { return size_; }
  v1::Phase phase() const { return phase_; }
  // What SEALING falls back to.
  v1::Phase phase_before_sealing() const { return before_sealing_; }
  // Of the last act.
  std::uint64_t time() const { return time_; }
  // Nothing where there is none yet.
  const std::optional<crypto::Hash256>& mandate() const { return mandate_; }
  std::uint32_t mandate_versions() const { return mandate_versions_; }
  const std::optional<crypto::Hash256>& form() const { return form_; }
  const v1::FormFacts& form_facts() const { return form_facts_; }
  const std::optional<v1::Calendar>& calendar() const { return calendar_; }
  // Null where the calendar has none.
  const v1::Window* window(v1::WindowKind kind) const;

  // Proposals 1 to proposals().size(), in order.
  const std::vector<JournalProposal>& proposals() const { return proposals_; }
  // Null where there is none.
  const JournalProposal* proposal(ProposalNumber number) const;
  // By resource, as Act::resource.
  const std::map<std::string, JournalProject, std::less<>>& projects() const { return projects_; }
  // Groups of proposals of which at most one can be funded, by the first of each.
  const std::map<ProposalNumber, std::vector<ProposalNumber>>& incompatible() const {
    return incompatible_;
  }

  const absl::flat_hash_map<crypto::Hash256, JournalDocumentState>& documents() const {
    return documents_;
  }
  // Of a document that the journal names.
  Visibility VisibilityOf(const JournalDocumentState& document) const;

  // What keeps the process from being frozen, each in a sentence.
  std::vector<std::string> Undecided() const;

 private:
  absl::Status CheckOrder(const Act& act) const;
  absl::Status CheckDocuments(const Act& act) const;
  absl::Status CheckPhase(const v1::PhaseFacts& facts, const Act& act) const;
  absl::Status CheckProject(const Act& act) const;
  absl::Status CheckReceived(const Act& act) const;
  absl::Status CheckProposal(const Act& act, const JournalProposal& proposal) const;
  absl::Status CheckRevised(const Act& act, const JournalProposal& proposal) const;
  static absl::Status CheckWithdrawn(const Act& act, const JournalProposal& proposal);
  absl::Status CheckVerdict(const v1::VerdictFacts& verdict, const JournalProposal& proposal) const;
  absl::Status CheckMerged(const Act& act, const JournalProposal& proposal) const;
  absl::Status CheckErasure(const Act& act) const;
  absl::Status CheckIncompatible(const Act& act) const;
  // Whether something that came by `channel` at the time of the act is late.
  absl::Status CheckWindow(v1::Channel channel, std::uint64_t time) const;

  void ApplyToProcess(const Act& act);
  void ApplyToProposal(const Act& act);
  void ApplyToProject(const Act& act);
  void ApplyVerdict(const v1::VerdictFacts& verdict, JournalProposal& proposal);
  JournalProposal& At(ProposalNumber number) { return proposals_[Number(number) - 1]; }

  ElectionId process_;
  std::uint64_t size_ = 0;
  std::uint64_t time_ = 0;
  v1::Phase phase_ = v1::PHASE_DRAFT;
  v1::Phase before_sealing_ = v1::PHASE_DRAFT;
  std::optional<crypto::Hash256> mandate_;
  std::uint32_t mandate_versions_ = 0;
  std::optional<crypto::Hash256> form_;
  v1::FormFacts form_facts_;
  std::optional<v1::Calendar> calendar_;
  std::vector<JournalProposal> proposals_;
  std::map<std::string, JournalProject, std::less<>> projects_;
  std::map<ProposalNumber, std::vector<ProposalNumber>> incompatible_;
  absl::flat_hash_map<crypto::Hash256, JournalDocumentState> documents_;
};

}  // namespace urna::ledger
