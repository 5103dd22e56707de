#include "end_to_end/voting_device.h"

#include <utility>

#include "end_to_end/server_calls.h"
#include "pch.h"

namespace urna::end_to_end {

void VotingDevice::CastUntilItFails(const std::shared_ptr<grpc::Channel>& channel,
                                    std::atomic<int>& receipts) {
  const auto stub = v1::Ballots::NewStub(channel);
  while (Cast(*stub)) ++receipts;
}

bool VotingDevice::Cast(v1::Ballots::Stub& stub) {
  if (is_spent_) return false;
  if (!in_doubt_) in_doubt_ = election_.Ballot(number_, {number_ % 4}, place_);
  grpc::ClientContext context;
  SetDeadline(context);
  v1::CastBallotRequest request;
  request.set_process(election_.manifest()->config().process());
  request.set_ballot(in_doubt_->data(), in_doubt_->size());
  v1::CastBallotResponse response;
  if (const grpc::Status status = stub.CastBallot(&context, request, &response); !status.ok()) {
    if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      // One key casts so many ballots and no more.
      is_spent_ = true;
      in_doubt_.reset();
      return false;
    }
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
    return false;
  }
  const auto proof = crypto::LogProof::Parse(response.receipt());
  EXPECT_TRUE(proof.ok()) << proof.status();
  if (!proof.ok()) return false;
  place_ = ledger::After(*in_doubt_);
  receipts_.push_back({*std::move(in_doubt_), *proof});
  in_doubt_.reset();
  return true;
}

}  // namespace urna::end_to_end
