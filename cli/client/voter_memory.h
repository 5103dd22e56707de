// What a voter's device remembers of one voting key in one election: the log as it has seen it,
// ballots with their receipts, and what is still unanswered. No code, no secret and no choice is in
// it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/file_lock.h"
#include "cli/client/voter_proofs.h"
#include "ledger/manifest.h"

namespace urna::client {

// A ballot that was signed, and neither has a receipt nor was refused with proof. The server may
// append it until the close, so only these bytes are sent again.
struct PendingBallot {
  ledger::ContestId contest{};
  crypto::Bytes leaf;
};

struct VoterMemory {
  // The newest checkpoint that was verified, a note; empty before the first. All before it were
  // found to be its beginnings, so that one is enough.
  std::string checkpoint;
  // Notes that do not continue it, and notes of which the server did not prove that they do. Two
  // signed notes of one log that do not fit prove its misconduct.
  std::vector<std::string> evidence;
  std::vector<PendingBallot> pending;
  // By contest: the key's ballots from number 1 on, without gaps, whoever cast them.
  std::map<ledger::ContestId, std::vector<ProvenBallot>> ballots;
  // Ballots encrypted with this key, so that no randomness ever comes again.
  std::uint64_t encryptions = 0;

  ChainEnd End(ledger::ContestId contest) const;
  // A pending ballot in the contest, or in another of its choice groups; null where there is none.
  const PendingBallot* FindUnanswered(const ledger::Manifest& manifest,
                                      ledger::ContestId contest) const;

  std::string ToJson(const ledger::Manifest& manifest) const;
  // INVALID_ARGUMENT unless it is what ToJson writes, of this manifest and key. Verifies everything
  // in it again: a damaged file is never believed.
  static absl::StatusOr<VoterMemory> FromJson(std::string_view json,
                                              const ledger::Manifest& manifest,
                                              const ledger::VotingKey& key);
};

// Where a voter's memory is kept. What Save() was given survives a crash once it returns OK; no
// ballot leaves the device before.
class VoterVault {
 public:
  virtual ~VoterVault() = default;
  virtual absl::Status Save(const VoterMemory& memory) = 0;
};

// A file in a folder, its owner's alone. Its name tells nothing but to whoever has key and
// manifest.
class VoterFile final : public VoterVault {
 public:
  // The memory of the key in `folder`: a new one where there is no file. FAILED_PRECONDITION while
  // another program has it: two devices of one voter would not know of each other's ballots.
  static absl::StatusOr<std::unique_ptr<VoterFile>> Open(
      const std::string& folder, std::shared_ptr<const ledger::Manifest> manifest,
      const ledger::VotingKey& key);

  const std::string& path() const { return path_; }
  absl::StatusOr<VoterMemory> Load() const;
  absl::Status Save(const VoterMemory& memory) override;

 private:
  VoterFile(std::string path, std::shared_ptr<const ledger::Manifest> manifest,
            const ledger::VotingKey& key, FileLock lock)
      : path_(std::move(path)), manifest_(std::move(manifest)), key_(key), lock_(std::move(lock)) {}

  std::string path_;
  std::shared_ptr<const ledger::Manifest> manifest_;
  ledger::VotingKey key_;
  FileLock lock_;
};

// Nowhere: for a rehearsal, which lives as long as its program.
class NoVoterFile final : public VoterVault {
 public:
  absl::Status Save(const VoterMemory&) override { return absl::OkStatus(); }
};

}  // namespace urna::client
