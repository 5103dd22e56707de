// A verified copy of a process's log: every record, every signature, every proof, checked here.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/process_reader.h"
#include "crypto/checkpoint.h"
#include "crypto/merkle.h"
#include "ledger/count.h"
#include "ledger/election_state.h"

namespace urna::client {

// A record that the server should not have admitted.
struct LogFault {
  std::uint64_t index;
  std::string reason;
};

// Not thread-safe. A few hundred bytes of memory a ballot.
class LogReplica {
 public:
  // Reads manifest, rolls and the whole log.
  static absl::StatusOr<LogReplica> Download(std::shared_ptr<const ProcessReader> reader,
                                             const Pins& pins, int threads,
                                             const Progress& progress = {});
  // Reads what has been appended since. DATA_LOSS when the log is not signed by its key, does not
  // continue what was read before, or has another root than its checkpoint says.
  absl::Status Update(int threads, const Progress& progress = {});

  const ProcessReader& reader() const { return *reader_; }
  const ledger::Manifest& manifest() const { return *sealed_.manifest; }
  std::shared_ptr<const ledger::Manifest> shared_manifest() const { return sealed_.manifest; }
  const SealedManifest& sealed() const { return sealed_; }
  const ledger::ElectionState& state() const { return *state_; }
  const std::vector<crypto::Bytes>& leaves() const { return leaves_; }
  const crypto::MerkleTree& tree() const { return tree_; }
  const std::string& checkpoint_note() const { return note_; }
  const std::vector<LogFault>& faults() const { return faults_; }

  // FAILED_PRECONDITION before the closing.
  struct Closing {
    std::uint64_t index;
    // Of the log whose last record is the closing.
    crypto::Hash256 root;
  };
  absl::StatusOr<Closing> ReadClosing() const;

  // Input of the first mix of a contest.
  absl::StatusOr<crypto::CiphertextList> Selected(ledger::ContestId contest) const;

  // A counter that has verified every mix, decryption and lot that the log announces for the
  // contest.
  absl::StatusOr<ledger::ContestCounter> Count(ledger::ContestId contest, int threads,
                                               const Progress& progress = {}) const;

 private:
  LogReplica() = default;
  void Fold(std::size_t begin, int threads, const Progress& progress);

  std::shared_ptr<const ProcessReader> reader_;
  SealedManifest sealed_;
  std::unique_ptr<ledger::ElectionState> state_;
  std::vector<crypto::Bytes> leaves_;
  crypto::MerkleTree tree_;
  std::string note_;
  std::vector<LogFault> faults_;
};

}  // namespace urna::client
