// A journal in memory, act by act, with every document at hand: honest where a test does not say
// otherwise.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/signature.h"
#include "ledger/journal_document.h"
#include "ledger/journal_state.h"
#include "urna/v1/config.pb.h"

namespace urna::ledger {

// Of seven days, from the first one on: submission, its paper, review and appeal, one after the
// other, but for paper, which ends a day after what is online.
struct SpringDays {
  static constexpr std::uint64_t kDay = 86'400;
  static constexpr std::uint64_t kBegin = 1'600'000'000;
  static constexpr std::uint64_t At(std::uint64_t day) { return kBegin + day * kDay; }
};

class JournalRun {
 public:
  explicit JournalRun(const ElectionId& process) : process_(process), state_(process) {}

  // --- Acts, a minute after the last one, that nobody has appended ---

  // An act that needs nothing more than these.
  Act Make(v1::JournalAct act, v1::JournalRole role, std::string resource = "") const;
  Act Created() const;
  Act Phase(v1::Phase phase, v1::JournalRole role = v1::JOURNAL_ROLE_ADMINISTRATOR) const;
  Act Mandate();
  // Of SpringDays.
  Act Calendar() const;
  Act Form(std::uint32_t support_needed = 0);
  // The channel is that of the role: online, or from paper.
  Act Received(std::uint32_t proposal, v1::JournalRole role = v1::JOURNAL_ROLE_CITIZEN);
  Act Revised(std::uint32_t proposal, std::uint32_t version,
              v1::JournalRole role = v1::JOURNAL_ROLE_CITIZEN);
  Act Screened(std::uint32_t proposal) const;
  Act Returned(std::uint32_t proposal);
  // With a reason where the staff does it.
  Act Withdrawn(std::uint32_t proposal, v1::JournalRole role = v1::JOURNAL_ROLE_CITIZEN);
  Act Supported(std::uint32_t proposal, std::uint32_t persons) const;
  // `cost` is that of an accepted substantive step.
  Act Verdict(std::uint32_t proposal, v1::ReviewStep step, bool accepted, std::int64_t cost = 0);
  Act Appealed(std::uint32_t proposal, v1::JournalRole role = v1::JOURNAL_ROLE_CITIZEN);
  Act AppealDecided(std::uint32_t proposal, bool upheld);
  Act Merged(std::uint32_t proposal, const std::vector<std::uint32_t>& parents);
  Act Hidden(std::uint32_t proposal);
  Act Restored(std::uint32_t proposal) const;
  Act Erased(std::uint32_t proposal, std::vector<crypto::Hash256> documents) const;
  // 0 for no proposal.
  Act Project(std::string_view contest, const v1::ProjectConfig& project,
              std::uint32_t proposal) const;
  Act ProjectRemoved(std::string_view contest, std::string_view project) const;
  Act Incompatible(std::uint32_t proposal, const std::vector<std::uint32_t>& group) const;

  // A document of this kind, one that no other is like; its bytes are kept.
  ActDocument Document(v1::DocumentKind kind);
  ActDocument Keep(v1::DocumentKind kind, crypto::Bytes bytes);

  // --- The log ---

  // An act that the state must accept; its index.
  std::uint64_t Append(const Act& act);
  // What the state says of it, without appending it.
  absl::Status Try(const Act& act) const { return state_.Check(act); }
  // Whatever it is, as a server that cheats would.
  std::uint64_t AppendUnchecked(const crypto::Bytes& leaf);
  // Up to the review, on which nobody is in time any more: mandate, calendar, form.
  void Begin(std::uint32_t support_needed = 0);
  // From Begin on: `proposal` comes in, is screened, accepted twice at this cost.
  void Admit(std::uint32_t proposal, std::int64_t cost);

  const JournalState& state() const { return state_; }
  const std::vector<crypto::Bytes>& leaves() const { return leaves_; }
  // To be cut, swapped or forged.
  std::vector<crypto::Bytes>& leaves() { return leaves_; }
  const std::map<crypto::Hash256, crypto::Bytes>& documents() const { return documents_; }
  crypto::Hash256 RootAt(std::uint64_t size) const;

  // --- What is sealed and published ---

  // As an honest process ends: the first project of each contest comes from a proposal that was
  // refused and won its appeal, the others in turn from a proposal and from the administration, and
  // SEALING begins.
  static JournalRun Of(const v1::Config& config);
  // Names this journal, as it stands, and its mandate in a configuration that has its log.
  void SealInto(v1::Config& config) const;
  // The files below journal/ of a bundle: checkpoint, tiles, and the documents that are public.
  std::map<std::string, crypto::Bytes> Files(const v1::Config& config) const;
  static std::string Note(const v1::Config& config, std::uint64_t size,
                          const crypto::Hash256& root);
  std::string Note(const v1::Config& config, std::uint64_t size) const;
  // Of the journal of this process, the same in every run.
  static crypto::SigningKey KeyOf(const v1::Config& config);

 private:
  ElectionId process_;
  JournalState state_;
  std::vector<crypto::Bytes> leaves_;
  std::map<crypto::Hash256, crypto::Bytes> documents_;
  std::uint32_t made_ = 0;
};

// A proposal's resource.
std::string ProposalName(std::uint32_t number);

}  // namespace urna::ledger
