// What was announced for a contest after the closing, walked in the order of the log: which mixes,
// decryptions and lots are well-placed, which of them hold, and whose fault the others are
// (sections 8.2 and 15 of docs/protocol.md).
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ledger/count.h"
#include "ledger/election_state.h"
#include "ledger/log_fault.h"

namespace urna::ledger {

// The artefacts of a log, by contest, in its order. Malformed ones and those of no contest are
// faults of Fold's, not in here.
struct AnnouncedLeaf {
  std::uint64_t record = 0;
  ArtefactLeaf leaf;
};
class ArtefactIndex {
 public:
  explicit ArtefactIndex(std::uint32_t contests) : by_contest_(contests) {}
  // Takes the record if it is an artefact of a contest that exists.
  void Add(std::uint64_t record, crypto::ByteView leaf);
  const std::vector<AnnouncedLeaf>& of(ContestId contest) const {
    return by_contest_[Number(contest)];
  }

 private:
  std::vector<std::vector<AnnouncedLeaf>> by_contest_;
};

// Reads the file that a well-placed record announces, of its size and digest.
using ArtefactReader = std::function<absl::StatusOr<crypto::Bytes>(const AnnouncedLeaf&)>;

// Not thread-safe. Mixes before shares; each as far as the index has come, so that a log that grows
// is walked on from where it was left.
class ArtefactWalk {
 public:
  // All must outlive this object, and only it places artefacts of the contest in `state`.
  ArtefactWalk(ElectionState& state, ContestId contest, ContestCounter counter);

  // A file with this digest was made by whoever asks, in this very run: it is not verified again.
  void MarkOwn(const crypto::Hash256& sha256) { own_.insert(sha256); }

  // Verifies the mixes that have come. A reader's error ends it where it is; what does not hold is
  // a fault, and the walk goes on.
  absl::Status WalkMixes(const ArtefactIndex& index, const ArtefactReader& read);
  // Then decryptions and lots.
  absl::Status WalkShares(const ArtefactIndex& index, const ArtefactReader& read);
  // Then the results, each compared with what the ballots come to: ballots, Pabulib file, outcome.
  absl::Status WalkResults(const ArtefactIndex& index, const TallyFiles& expected);

  const ContestCounter& counter() const { return counter_; }
  // In the order in which they were found.
  const std::vector<LogFault>& faults() const { return faults_; }
  // Records of all well-placed mixes, decryptions and lots, those that do not hold included: the
  // files that a bundle has.
  const std::vector<AnnouncedLeaf>& well_placed() const { return well_placed_; }

 private:
  Trust TrustOf(const ArtefactLeaf& leaf) const;
  // Calls `verify` for what is well-placed of those kinds from `next` on. It says by `holds` whether
  // that is right, and returns an error where it could not look at it: the walk ends there.
  absl::Status Walk(
      const ArtefactIndex& index, std::size_t& next, std::initializer_list<ArtefactKind> kinds,
      const std::function<absl::Status(const AnnouncedLeaf&, absl::Status& holds)>& verify);
  // The same of kinds that have a file to be read.
  absl::Status WalkFiles(
      const ArtefactIndex& index, std::size_t& next, std::initializer_list<ArtefactKind> kinds,
      const ArtefactReader& read,
      const std::function<absl::Status(const AnnouncedLeaf&, crypto::ByteView file)>& verify);

  ElectionState& state_;
  const ContestId contest_;
  ContestCounter counter_;
  std::set<crypto::Hash256> own_;
  std::size_t next_mix_ = 0, next_share_ = 0, next_result_ = 0;
  std::vector<LogFault> faults_;
  std::vector<AnnouncedLeaf> well_placed_;
};

}  // namespace urna::ledger
