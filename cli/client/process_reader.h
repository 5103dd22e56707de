// What anybody can read of a process, checked as it is read: nothing that the server says is
// believed where a hash or a signature can tell.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client/connection.h"
#include "ledger/leaf.h"
#include "ledger/manifest.h"
#include "ledger/roll.h"
#include "urna/v1/ledger_service.grpc.pb.h"
#include "urna/v1/processes_service.grpc.pb.h"

namespace urna::client {

// What a reader knows of a process from elsewhere: a letter, a poster, an earlier visit.
struct Pins {
  // The log's verifier key; empty when not known.
  std::string log_vkey;
  std::optional<crypto::Hash256> manifest_hash;
};

// INVALID_ARGUMENT for what is no verifier key of a log; empty is none, and fine.
absl::Status CheckVkey(std::string_view log_vkey);
// INVALID_ARGUMENT for a key that CheckVkey refuses, or a hash that is not 64 hexadecimal digits.
absl::StatusOr<Pins> MakePins(std::string_view log_vkey, std::string_view manifest_hash_hex);

// DATA_LOSS unless the manifest is the one that is known.
absl::Status CheckPins(const ledger::Manifest& manifest, const Pins& pins);

struct SealedManifest {
  std::shared_ptr<const ledger::Manifest> manifest;
  // The signatures that there are, each verified, in the order of Manifest::parties().
  std::vector<ledger::ManifestApproval> approvals;
  bool IsComplete() const { return approvals.size() == manifest->parties().size(); }
};

// Told of progress in [0, 1].
using Progress = std::function<void(double)>;

// Thread-safe. `process` is a resource name, `processes/{process}`. What is wrong with what the
// server sends is DATA_LOSS, so that it is never taken for a refusal of the server.
class ProcessReader {
 public:
  ProcessReader(Connection connection, std::string process);

  const std::string& process() const { return process_; }
  const Connection& connection() const { return connection_; }

  // For people; nothing in it is verified.
  absl::StatusOr<v1::Process> Describe() const;
  // From the freezing on.
  absl::StatusOr<ledger::FrozenConfig> ReadConfig() const;
  // From the end of the key ceremony on. Verifies the record of the ceremony, the hash, the
  // signatures that there are, and the pins.
  absl::StatusOr<SealedManifest> ReadManifest(const Pins& pins) const;
  // The roll file of an electorate of the manifest, or the part file of its code registrar `number`
  // (from 1), of the size and digest that the manifest names.
  absl::StatusOr<crypto::Bytes> ReadRoll(const v1::ElectorateConfig& electorate) const;
  absl::StatusOr<crypto::Bytes> ReadPart(const v1::ElectorateConfig& electorate,
                                         std::uint32_t number) const;
  // All rolls, joined: what digests can tell.
  absl::StatusOr<std::shared_ptr<const ledger::Rolls>> ReadRolls(const v1::Config& config) const;
  // All rolls, after checking what every party must before it signs the manifest (section 3 of
  // docs/protocol.md): every proof of every part, that the parts add up to the rolls, and that no
  // tag or key stands twice. DATA_LOSS names the file that is wrong, as a bundle has it.
  absl::StatusOr<std::shared_ptr<const ledger::Rolls>> ReadVerifiedRolls(
      const v1::Config& config, const ledger::ElectionId& election, int threads,
      const Progress& progress = {}) const;
  // A signed note; not verified yet.
  absl::StatusOr<std::string> ReadCheckpoint() const;
  // Records [start, end); not verified yet.
  absl::StatusOr<std::vector<crypto::Bytes>> ReadEntries(std::uint64_t start, std::uint64_t end,
                                                         const Progress& progress = {}) const;
  // The file that a record announces, of the size and digest announced.
  absl::StatusOr<crypto::Bytes> ReadArtefact(std::uint64_t leaf_index, std::uint64_t size,
                                             const crypto::Hash256& sha256) const;

 private:
  // A roll (number 0) or a part.
  absl::StatusOr<crypto::Bytes> ReadRollFile(const v1::ElectorateConfig& electorate,
                                             std::uint32_t number, std::uint64_t size,
                                             const std::string& sha256) const;

  Connection connection_;
  std::string process_;
  std::unique_ptr<v1::Processes::Stub> processes_;
  std::unique_ptr<v1::Ledger::Stub> ledger_;
};

// DATA_LOSS: what the server sent is not what it must be.
absl::Status NotAsPromised(std::string_view what);

}  // namespace urna::client
