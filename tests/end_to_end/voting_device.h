// A voter's device that casts one ballot after the other, whatever happens to the server.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "crypto/merkle.h"
#include "support/election_fixture.h"
#include "urna/v1/ballots_service.grpc.pb.h"

namespace urna::end_to_end {

struct Receipt {
  crypto::Bytes ballot;
  crypto::LogProof proof;
};

// Keeps every receipt, and the ballot that it has no receipt for yet. For one thread, but for is_spent.
class VotingDevice {
 public:
  // Of the voter `number` of `election`, which outlives it.
  VotingDevice(const ledger::ElectionFixture& election, std::uint32_t number)
      : election_(election), number_(number) {}

  // Casts one ballot after the other until a call fails.
  void CastUntilItFails(const std::shared_ptr<grpc::Channel>& channel, std::atomic<int>& receipts);
  // Sends the ballot in doubt again, or a new one. Whether it got a receipt. A test fails where the
  // server refuses it with anything but UNAVAILABLE, or gives what is no receipt.
  bool Cast(v1::Ballots::Stub& stub);

  const std::vector<Receipt>& receipts() const { return receipts_; }
  bool is_in_doubt() const { return in_doubt_.has_value(); }
  // Its key has cast all the ballots that it may.
  bool is_spent() const { return is_spent_; }

 private:
  const ledger::ElectionFixture& election_;
  const std::uint32_t number_;
  ledger::ChainPlace place_;
  std::optional<crypto::Bytes> in_doubt_;
  std::atomic<bool> is_spent_ = false;
  std::vector<Receipt> receipts_;
};

}  // namespace urna::end_to_end
