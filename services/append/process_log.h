// The log of one sealed process, live. What is cast here is what the election is.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/append/admission.h"
#include "services/append/ballot_verifier.h"
#include "services/append/live_log.h"
#include "services/append/record_store.h"
#include "services/append/sequencer.h"
#include "services/append/tiled_log.h"
#include "services/base/clock.h"
#include "storage/store.h"

namespace urna::services {

// Thread-safe.
class ProcessLog final : public TiledLog {
 public:
  struct OpenArgs {
    // Must outlive the log, as the clock must. No other log of this process may be open.
    storage::Store* store;
    std::shared_ptr<const ledger::Manifest> manifest;
    std::shared_ptr<const ledger::Rolls> rolls;
    crypto::SigningKey log_key;
    const Clock* clock;
    AppendLimits limits = {};
    OnFailure on_failure = nullptr;
    // Whether the file is right that a record announces which this server did not append, or not
    // after looking at it. Everything is refused without it.
    LiveLog::Judge judge = nullptr;
    // Is told how many records each write has. May be null; otherwise it must outlive the log.
    Histogram* batch_records = nullptr;
  };

  // Replays what the store holds. INVALID_ARGUMENT when the key is not the manifest's; DATA_LOSS
  // when a record is missing or may not stand where it stands.
  static absl::StatusOr<std::unique_ptr<ProcessLog>> Open(OpenArgs args);
  // Answers everything that was handed in, then ends.
  ~ProcessLog() override = default;

  // Appends record 0 unless it is there.
  absl::Status Seal();

  // Casts a ballot. `done` is told its receipt, which means that it is in the log for good; the
  // same bytes again get a receipt for the same record, also after the closing. Otherwise, in this
  // order:
  //   INVALID_ARGUMENT  MALFORMED_RECORD, NOT_A_BALLOT
  //   as ElectionState::Check
  //   FAILED_PRECONDITION  VOTING_CLOSED, from the manifest's closing time on
  //   as VerifyBallotCryptography
  //   as Sequencer::Submit
  // Verifies the ballot's cryptography on the caller's thread, together with that of others that
  // wait, or leaves it to a thread that is at it; any number of threads may call at once.
  void CastBallot(crypto::Bytes ballot, Done done);

  // Appends any other record and returns when it is durable. Refusals as CastBallot; a ballot is
  // refused with INVALID_ARGUMENT. Of an artefact the caller has found the file right.
  absl::StatusOr<crypto::LogProof> Append(crypto::Bytes record);

  // UNAVAILABLE once the log takes no more records for good: LOG_STOPPED when the store must be
  // opened again, LOG_FENCED when another server writes it.
  absl::Status CheckRunning() const { return sequencer_.CheckRunning(); }

  // While the store is known not to write (Sequencer).
  void Suspend() { sequencer_.Suspend(); }
  void Resume() { sequencer_.Resume(); }

  const ledger::Manifest& manifest() const { return *manifest_; }
  const std::shared_ptr<const ledger::Manifest>& shared_manifest() const { return manifest_; }
  const std::shared_ptr<const ledger::Rolls>& shared_rolls() const { return rolls_; }
  // The last part of the process's name.
  const std::string& process_id() const { return process_id_; }

  // Calls `read` with the const ElectionState& under the lock that holds up the writer: only short
  // reads, and nothing that calls this log.
  template <typename Read>
  auto WithState(const Read& read) const {
    return log_.WithState(read);
  }

  std::string Checkpoint() const override { return log_.Checkpoint(); }
  std::uint64_t size() const override { return log_.size(); }
  // The root of the first `size` records. OUT_OF_RANGE above size().
  absl::StatusOr<crypto::Hash256> Root(std::uint64_t size) const { return log_.Root(size); }

  absl::StatusOr<std::vector<crypto::Bytes>> Records(std::uint64_t start, std::size_t max_count,
                                                     std::size_t max_bytes) const override;
  // NOT_FOUND when there is no such record.
  absl::StatusOr<crypto::Bytes> RecordAt(std::uint64_t index) const;
  // A receipt for any record, under the newest checkpoint. NOT_FOUND when there is no such record.
  absl::StatusOr<crypto::LogProof> Receipt(std::uint64_t index) const;
  // The same for many, all under one checkpoint.
  absl::StatusOr<std::vector<crypto::LogProof>> Receipts(
      const std::vector<std::uint64_t>& indexes) const {
    return log_.Prove(indexes);
  }
  // OUT_OF_RANGE unless index < size <= size().
  absl::StatusOr<std::vector<crypto::Hash256>> InclusionProof(std::uint64_t index,
                                                              std::uint64_t size) const {
    return log_.InclusionProof(index, size);
  }
  // OUT_OF_RANGE unless 0 < old_size <= size <= size().
  absl::StatusOr<std::vector<crypto::Hash256>> ConsistencyProof(std::uint64_t old_size,
                                                                std::uint64_t size) const {
    return log_.ConsistencyProof(old_size, size);
  }
  absl::StatusOr<crypto::Bytes> HashTile(const ledger::Tile& tile) const override {
    return log_.HashTile(tile);
  }
  // The index of the ballot with that tracker, of 20 or of 52 characters.
  std::optional<std::uint64_t> FindTracker(std::string_view tracker) const;

 private:
  explicit ProcessLog(OpenArgs args);
  absl::Status Replay(const LiveLog::Judge& judge);

  const std::shared_ptr<const ledger::Manifest> manifest_;
  const std::shared_ptr<const ledger::Rolls> rolls_;
  const Clock& clock_;
  const std::string process_id_;
  const absl::Time closing_time_;
  RecordStore records_;
  LiveLog log_;
  // Last, so that it ends before what it writes to goes.
  Sequencer sequencer_;
  // Hands what it has verified to the sequencer.
  BallotVerifier verifier_;
};

}  // namespace urna::services
