// A verified copy of a process's log: every record, every signature, every proof, checked here.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/process_reader.h"
#include "crypto/checkpoint.h"
#include "crypto/merkle.h"
#include "ledger/artefact_walk.h"
#include "ledger/closing.h"
#include "ledger/count.h"
#include "ledger/election_state.h"

namespace urna::client {

// Not thread-safe. A few hundred bytes of memory a ballot.
class LogReplica {
 public:
  // Reads manifest, rolls and the whole log.
  static absl::StatusOr<LogReplica> Download(std::shared_ptr<const ProcessReader> reader,
                                             const Pins& pins, int threads,
                                             const Progress& progress = {});
  // Reads what has been appended since. DATA_LOSS when the log is not signed by its key, does not
  // continue what was read before, has another root than its checkpoint says, or has a record where
  // none of its kind may stand: no bundle of such a log holds.
  absl::Status Update(int threads, const Progress& progress = {});

  const std::shared_ptr<const ProcessReader>& shared_reader() const { return reader_; }
  const ProcessReader& reader() const { return *reader_; }
  const ledger::Manifest& manifest() const { return *sealed_.manifest; }
  const SealedManifest& sealed() const { return sealed_; }
  const ledger::ElectionState& state() const { return *state_; }
  const std::vector<crypto::Bytes>& leaves() const { return leaves_; }
  const std::string& checkpoint_note() const { return note_; }
  // Records that should not have been admitted, but for artefacts, whose faults their walks tell.
  const std::vector<ledger::LogFault>& faults() const { return faults_; }

  // FAILED_PRECONDITION where there is one, which it names.
  absl::Status CheckNoFaults() const;

  // FAILED_PRECONDITION before the closing.
  absl::StatusOr<ledger::Closing> ReadClosing() const;

  // The artefacts of a contest, walked as far as the log has come: its mixes, or its shares too, or
  // its results too once there are enough shares. What was verified once is not verified again.
  // FAILED_PRECONDITION before the closing; an error of the server's where it does not give a file.
  enum class Until { kMixes, kShares, kResults };
  absl::StatusOr<ledger::ArtefactWalk*> Walk(ledger::ContestId contest, Until until, int threads,
                                             const Progress& progress = {});
  // The artefacts that are well-placed, under the assumption that all which could be right are;
  // where that leads to a contradiction, by verifying them. For mirrors, whose reader verifies all
  // the same.
  absl::StatusOr<std::vector<ledger::AnnouncedLeaf>> WellPlaced(int threads);

 private:
  LogReplica() = default;
  // From record `begin` on; ballots in parallel.
  absl::Status Fold(std::size_t begin, int threads, const Progress& progress);
  absl::StatusOr<ledger::ContestCounter> NewCounter(ledger::ContestId contest, int threads) const;
  // Everything well-placed of a contest if its files are right; nothing where some cannot be.
  std::optional<std::vector<ledger::AnnouncedLeaf>> AssumeRight(ledger::ElectionState& assumed,
                                                                ledger::ContestId contest) const;
  absl::StatusOr<std::vector<ledger::AnnouncedLeaf>> VerifyAll(ledger::ContestId contest,
                                                               int threads);

  std::shared_ptr<const ProcessReader> reader_;
  SealedManifest sealed_;
  // On the heap, for walks to keep hold of while the replica moves.
  std::unique_ptr<ledger::ElectionState> state_;
  std::unique_ptr<ledger::ArtefactIndex> index_;
  std::map<ledger::ContestId, std::unique_ptr<ledger::ArtefactWalk>> walks_;
  std::vector<crypto::Bytes> leaves_;
  crypto::MerkleTree tree_;
  std::string note_;
  std::vector<ledger::LogFault> faults_;
  // Why nothing that follows can make this log right.
  absl::Status broken_;
};

}  // namespace urna::client
