// The log of an election as an observer sees it who follows it from server to server.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <vector>

#include "crypto/merkle.h"
#include "end_to_end/voting_device.h"
#include "ledger/election_state.h"
#include "support/election_fixture.h"
#include "urna/v1/ledger_service.grpc.pb.h"

namespace urna::end_to_end {

// Remembers every record that it has seen: a log that changes one is found out at the next look.
// For one thread.
class LogObserver {
 public:
  // `election` outlives it.
  explicit LogObserver(const ledger::ElectionFixture& election)
      : election_(election), audit_(election.manifest(), election.rolls()) {}

  // Reads what the server has signed since the last look; a test fails where a record does not belong
  // there, or where the root is not that of all the records seen. One look at a time.
  void Follow(const std::shared_ptr<grpc::Channel>& channel);
  // A test fails unless the ballot is where the receipt says it is, and what was signed then is the
  // beginning of what is signed now. After Follow.
  void ExpectHolds(const Receipt& receipt);

 private:
  const std::string& Process() const { return election_.manifest()->config().process(); }
  template <typename Request, typename Response>
  Response Call(grpc::Status (v1::Ledger::Stub::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                const Request& request);
  // Whether there was one.
  bool ReadPage();

  const ledger::ElectionFixture& election_;
  std::unique_ptr<v1::Ledger::Stub> stub_;
  crypto::Checkpoint newest_{};
  std::vector<crypto::Bytes> leaves_;
  crypto::MerkleTree tree_;
  ledger::ElectionState audit_;
};

}  // namespace urna::end_to_end
