#include "end_to_end/log_observer.h"

#include <algorithm>

#include "end_to_end/server_calls.h"
#include "pch.h"

namespace urna::end_to_end {

template <typename Request, typename Response>
Response LogObserver::Call(grpc::Status (v1::Ledger::Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                           const Request& request) {
  grpc::ClientContext context;
  SetDeadline(context);
  Response response;
  const grpc::Status status = (*stub_.*method)(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

bool LogObserver::ReadPage() {
  v1::ListEntriesRequest request;
  request.set_process(Process());
  request.set_start(leaves_.size());
  const auto page = Call(&v1::Ledger::Stub::ListEntries, request);
  EXPECT_GT(page.entries_size(), 0);
  for (const std::string& entry : page.entries()) {
    const crypto::ByteView bytes = crypto::AsBytes(entry);
    leaves_.emplace_back(bytes.begin(), bytes.end());
  }
  return page.entries_size() > 0;
}

void LogObserver::Follow(const std::shared_ptr<grpc::Channel>& channel) {
  stub_ = v1::Ledger::NewStub(channel);
  v1::GetCheckpointRequest request;
  request.set_process(Process());
  const auto answer = Call(&v1::Ledger::Stub::GetCheckpoint, request);
  const auto newest =
      crypto::VerifyCheckpoint(answer.checkpoint(), election_.manifest()->log_key());
  ASSERT_TRUE(newest.ok()) << newest.status();
  ASSERT_GE(newest->size, newest_.size) << "the log has lost records that it had signed";
  newest_ = *newest;
  while (leaves_.size() < newest_.size && ReadPage()) {
  }
  ASSERT_GE(leaves_.size(), newest_.size);
  leaves_.resize(newest_.size);
  while (tree_.size() < newest_.size) {
    const crypto::Bytes& leaf = leaves_[tree_.size()];
    tree_.Append(crypto::LeafHash(leaf));
    const absl::Status folded = audit_.Fold(leaf);
    EXPECT_TRUE(folded.ok()) << "record " << tree_.size() - 1 << ": " << folded;
  }
  EXPECT_EQ(tree_.Root(), newest_.root);
}

void LogObserver::ExpectHolds(const Receipt& receipt) {
  const auto promised =
      crypto::VerifyLogProof(receipt.proof, receipt.ballot, election_.manifest()->log_key());
  ASSERT_TRUE(promised.ok()) << promised.status();
  ASSERT_LE(promised->size, newest_.size) << "the log has lost records that it had signed";
  v1::GetConsistencyProofRequest request;
  request.set_process(Process());
  request.set_old_size(promised->size);
  request.set_size(newest_.size);
  const auto answer = Call(&v1::Ledger::Stub::GetConsistencyProof, request);
  std::vector<crypto::Hash256> proof;
  for (const std::string& hash : answer.hashes()) {
    ASSERT_EQ(hash.size(), 32u);
    std::copy(hash.begin(), hash.end(), proof.emplace_back().begin());
  }
  EXPECT_TRUE(
      crypto::VerifyConsistency(promised->size, newest_.size, proof, promised->root, newest_.root));
  ASSERT_LT(receipt.proof.index, leaves_.size());
  EXPECT_EQ(leaves_[receipt.proof.index], receipt.ballot);
}

}  // namespace urna::end_to_end
