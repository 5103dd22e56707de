// A small sealed election with every secret at hand, so that a test says only what is odd about its
// own. Keys of voters and parties are the same in every run; those of the trustees are drawn.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crypto/elgamal.h"
#include "crypto/key_ceremony.h"
#include "crypto/secret.h"
#include "crypto/signature.h"
#include "ledger/ballot_codec.h"
#include "ledger/leaf.h"
#include "ledger/manifest.h"
#include "ledger/roll.h"
#include "urna/v1/config.pb.h"

namespace urna::ledger {

// What an election is made of. Costs, titles and budgets are invented; `adjust` has the last word.
struct ElectionShape {
  // The last part of the process's name; elections of other names have other keys.
  std::string process = "test";
  std::uint32_t voters = 5;
  // Dealt to the electorates in turn: voter v is in electorate v % electorates.
  std::uint32_t electorates = 1;
  // Approval ballots without limits. Every electorate votes in all of them.
  std::uint32_t contests = 1;
  // Of each contest: ids "p0", "p1", ..; costs 100, 200, ..; the budget is that of half of them.
  std::uint32_t projects = 4;
  std::uint32_t threshold = 2;
  std::uint32_t trustees = 3;
  std::uint32_t registrars = 1;
  // Two must sign where there are as many.
  std::uint32_t authorities = 2;
  std::uint32_t ballots_per_key = 100;
  std::uint64_t minimum_ballots = 0;
  v1::RevotePolicy revote = v1::REVOTE_POLICY_LAST;
  v1::TieBreak tie_break = v1::TIE_BREAK_COST_VOTES;
  // Unix seconds.
  std::uint64_t opening_time = 1'700'000'000;
  std::uint64_t closing_time = 1'800'000'000;
  // Changes the configuration before it is frozen; the width is computed after it.
  std::function<void(v1::Config&)> adjust = nullptr;
};

// A file of the count, and the record that announces it.
struct SignedArtefact {
  crypto::Bytes file;
  crypto::Bytes leaf;
};

// Moves, does not copy. Whatever it builds is valid; `.value()` inside fails the test if it is not.
class ElectionFixture {
 public:
  static ElectionFixture Make(const ElectionShape& shape = {});

  const std::shared_ptr<const Manifest>& manifest() const { return manifest_; }
  const std::shared_ptr<const Rolls>& rolls() const { return rolls_; }
  // By electorate.
  const std::vector<crypto::Bytes>& roll_files() const { return roll_files_; }
  // What the manifest was parsed from.
  const crypto::Bytes& config_bytes() const { return manifest_->frozen().bytes(); }
  const crypto::Bytes& key_record() const { return manifest_->key_record(); }
  // The bundle's file `manifest-ok`.
  crypto::Bytes Approvals() const;

  // The log's key, a second holder of it.
  crypto::SigningKey LogSigningKey() const;
  const crypto::SigningKey& voter(std::uint32_t v) const { return voters_[v]; }
  VotingKey voting_key(std::uint32_t v) const { return {voters_[v].public_key().bytes()}; }
  SlotTag slot(std::uint32_t v) const;
  const crypto::SigningKey& registrar(std::uint32_t i) const { return registrars_[i]; }
  const crypto::SigningKey& authority(std::uint32_t i) const { return authorities_[i]; }
  // Trustees are numbered from 1.
  const crypto::SigningKey& trustee(std::uint32_t m) const { return trustees_[m - 1].signing; }
  // x_{m,1..k+1}.
  const crypto::SecretVector<crypto::Scalar>& shares(std::uint32_t m) const {
    return shares_[m - 1];
  }

  // Records, signed and serialised. The projects of approval ballots are given by position.
  crypto::Bytes SealLeaf() const { return manifest_->Leaf0(); }
  crypto::Bytes OpenLeaf() const;
  crypto::Bytes OpenLeaf(std::uint64_t unix_seconds) const;
  crypto::Bytes CloseLeaf() const;
  crypto::Bytes CloseLeaf(std::uint64_t unix_seconds) const;
  crypto::Bytes RevokeLeaf(std::uint32_t v) const;
  crypto::Bytes Ballot(std::uint32_t v, const std::vector<std::uint32_t>& approved,
                       std::uint64_t sequence = 1, ContestId contest = ContestId{0}) const;
  crypto::Bytes ChoicesBallot(std::uint32_t v, const Choices& choices, std::uint64_t sequence = 1,
                              ContestId contest = ContestId{0}) const;
  // Signs a ballot again, after a test has changed something in it.
  crypto::Bytes SignBallot(Leaf leaf, const crypto::SigningKey& key) const;
  // Puts the signatures of these authorities on a revocation, opening or closing.
  crypto::Bytes SignByAuthorities(Leaf leaf, const std::vector<std::uint32_t>& signers) const;

  // Counting. `position` is from 1, `input` what the position mixes.
  SignedArtefact Mix(ContestId contest, std::uint32_t position, std::uint32_t trustee,
                     const crypto::CiphertextList& input) const;
  // `mixed` is the output of the last mix.
  SignedArtefact Decrypt(ContestId contest, std::uint32_t trustee,
                         const crypto::CiphertextList& mixed) const;
  SignedArtefact Lot(ContestId contest, std::uint32_t trustee) const;
  // Announces any file: `index` as ArtefactKind says.
  SignedArtefact Artefact(ContestId contest, ArtefactKind kind, std::uint32_t index,
                          std::uint32_t trustee, crypto::Bytes file) const;
  // What a trustee signs under the closed log.
  crypto::Signature SignClosed(std::uint32_t trustee, std::uint64_t close_index,
                               const crypto::Hash256& root) const;

 private:
  ElectionFixture() = default;
  crypto::Bytes TimeLeafBytes(bool opens, std::uint64_t unix_seconds) const;
  void MakeKeys(const ElectionShape& shape);
  v1::Config MakeConfig(const ElectionShape& shape);
  void HoldCeremony(const crypto::Bytes& config);

  std::shared_ptr<const Manifest> manifest_;
  std::shared_ptr<const Rolls> rolls_;
  std::vector<crypto::Bytes> roll_files_;
  crypto::SigningKey log_key_;
  std::vector<crypto::SigningKey> voters_, registrars_, authorities_;
  std::vector<crypto::TrusteeSecretKeys> trustees_;
  std::vector<crypto::SecretVector<crypto::Scalar>> shares_;
};

// The output of a mix made by ElectionFixture::Mix.
crypto::CiphertextList MixOutput(const SignedArtefact& mix, const crypto::CiphertextList& input);

}  // namespace urna::ledger
