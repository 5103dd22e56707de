// What a voter's device asks a server while it votes. Nothing of an answer is verified here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "ledger/ids.h"
#include "urna/v1/ballots_service.pb.h"

namespace urna::client {

class BallotServer {
 public:
  virtual ~BallotServer() = default;
  // Hands in a record. The same bytes may be sent again at any time.
  virtual absl::StatusOr<v1::CastBallotResponse> Send(const crypto::Bytes& leaf) const = 0;
  // Why the key's ballot of that number cannot be cast.
  virtual absl::StatusOr<v1::ProveRefusalResponse> AskRefusal(const ledger::VotingKey& key,
                                                              ledger::ContestId contest,
                                                              std::uint64_t sequence) const = 0;
  // The newest checkpoint, a note.
  virtual absl::StatusOr<std::string> ReadCheckpoint() const = 0;
  // That the log of `old_size` records is the beginning of that of `size`.
  virtual absl::StatusOr<std::vector<crypto::Hash256>> ReadConsistency(
      std::uint64_t old_size, std::uint64_t size) const = 0;
};

}  // namespace urna::client
