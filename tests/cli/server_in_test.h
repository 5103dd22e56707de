// A log and the server that keeps it, without a network: honest by itself, and as dishonest as a
// test makes it.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "cli/client/ballot_server.h"
#include "cli/client/voter_proofs.h"
#include "crypto/merkle.h"
#include "ledger/election_state.h"
#include "ledger/errors.h"
#include "support/election_fixture.h"

namespace urna::client {

// Records with their proofs, whatever they are.
class LogInTest {
 public:
  explicit LogInTest(const ledger::ElectionFixture& election) : election_(&election) {}

  std::uint64_t Append(crypto::Bytes leaf) {
    tree_.Append(crypto::LeafHash(leaf));
    leaves_.push_back(std::move(leaf));
    return leaves_.size() - 1;
  }
  std::uint64_t size() const { return leaves_.size(); }
  const std::vector<crypto::Bytes>& leaves() const { return leaves_; }
  crypto::Checkpoint CheckpointOf(std::uint64_t size) const {
    return {election_->manifest()->log_key().origin, size, tree_.Root(size).value()};
  }
  std::string Note(std::uint64_t size) const {
    return crypto::SignCheckpoint(CheckpointOf(size), election_->LogSigningKey());
  }
  std::string Receipt(std::uint64_t index, std::uint64_t size) const {
    return crypto::LogProof{index, tree_.InclusionProof(index, size).value(), Note(size)}
        .Serialize();
  }
  std::string Receipt(std::uint64_t index) const { return Receipt(index, size()); }
  std::vector<crypto::Hash256> Consistency(std::uint64_t old_size, std::uint64_t size) const {
    return tree_.ConsistencyProof(old_size, size).value();
  }
  // The answer with these records, as they stand under the newest checkpoint.
  v1::ProveRefusalResponse Answer(v1::RefusalReason reason,
                                  const std::vector<std::uint64_t>& records) const {
    v1::ProveRefusalResponse answer;
    answer.set_reason(reason);
    for (const std::uint64_t index : records) {
      v1::ProvenRecord& record = *answer.add_records();
      record.set_record(std::string(crypto::AsText(leaves_[index])));
      record.set_receipt(Receipt(index));
    }
    return answer;
  }

 private:
  const ledger::ElectionFixture* election_;
  crypto::MerkleTree tree_;
  std::vector<crypto::Bytes> leaves_;
};

// Admits what may be admitted and proves what it refuses. A test replaces the answers that are a
// lie.
class ServerInTest final : public BallotServer {
 public:
  // The election must outlive it; voting is open.
  explicit ServerInTest(const ledger::ElectionFixture& election)
      : log(election), election_(election), state_(election.manifest(), election.rolls()) {
    Append(election.SealLeaf());
    Append(election.OpenLeaf());
  }

  std::uint64_t Append(crypto::Bytes leaf) {
    state_.Apply(ledger::ParseLeaf(leaf).value(), crypto::LeafHash(leaf));
    return log.Append(std::move(leaf));
  }

  absl::StatusOr<v1::CastBallotResponse> Send(const crypto::Bytes& leaf) const override {
    sent.push_back(leaf);
    return on_send ? on_send(leaf) : Admit(leaf);
  }
  absl::StatusOr<v1::ProveRefusalResponse> AskRefusal(const ledger::VotingKey& key,
                                                      ledger::ContestId contest,
                                                      std::uint64_t sequence) const override {
    return on_ask ? on_ask(sequence) : Prove(key, contest, sequence);
  }
  absl::StatusOr<std::string> ReadCheckpoint() const override { return log.Note(log.size()); }
  absl::StatusOr<std::vector<crypto::Hash256>> ReadConsistency(std::uint64_t old_size,
                                                               std::uint64_t size) const override {
    return on_consistency ? on_consistency() : log.Consistency(old_size, size);
  }

  absl::StatusOr<v1::CastBallotResponse> Admit(const crypto::Bytes& bytes) const {
    auto* self = const_cast<ServerInTest*>(this);
    const auto leaf = ledger::ParseLeaf(bytes);
    if (!leaf.ok()) return leaf.status();
    auto index = state_.FindBallot(*leaf);
    if (!index.has_value()) {
      if (auto status = state_.Check(*leaf); !status.ok()) return status;
      auto proof = ledger::VerifyBallotCryptography(*election_.manifest(), *leaf);
      if (!proof.ok()) return proof;
      index = self->Append(bytes);
    }
    v1::CastBallotResponse answer;
    answer.set_leaf_index(*index);
    answer.set_receipt(log.Receipt(*index));
    return answer;
  }
  v1::ProveRefusalResponse Prove(const ledger::VotingKey& key, ledger::ContestId contest,
                                 std::uint64_t sequence) const {
    if (state_.close_index().has_value()) {
      return log.Answer(v1::REFUSAL_REASON_CLOSED, {*state_.close_index()});
    }
    if (const auto* revocation = state_.FindRevocation(key)) {
      return log.Answer(v1::REFUSAL_REASON_REVOKED, {revocation->record});
    }
    const auto last = state_.LastBallot(key, contest);
    if (!last.has_value()) {
      std::vector<std::uint64_t> used;
      for (const auto& ballot : state_.FullChoiceGroup(key, contest)) used.push_back(ballot.index);
      std::sort(used.begin(), used.end());
      return used.empty() ? v1::ProveRefusalResponse()
                          : log.Answer(v1::REFUSAL_REASON_CHOICE_GROUP, used);
    }
    if (state_.manifest().config().revote() == v1::REVOTE_POLICY_FIRST) {
      return log.Answer(v1::REFUSAL_REASON_ALREADY_VOTED, {last->index});
    }
    if (sequence > last->sequence) return {};
    return log.Answer(v1::REFUSAL_REASON_SEQUENCE, state_.BallotsOf(key, contest, sequence));
  }

  LogInTest log;
  mutable std::vector<crypto::Bytes> sent;
  std::function<absl::StatusOr<v1::CastBallotResponse>(const crypto::Bytes&)> on_send;
  std::function<absl::StatusOr<v1::ProveRefusalResponse>(std::uint64_t sequence)> on_ask;
  std::function<absl::StatusOr<std::vector<crypto::Hash256>>()> on_consistency;

 private:
  const ledger::ElectionFixture& election_;
  ledger::ElectionState state_;
};

}  // namespace urna::client
