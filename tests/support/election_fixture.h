// A small sealed election with every secret at hand, so that a test says only what is odd about its
// own. Codes of voters and keys of parties are the same in every run; those of the trustees are
// drawn.
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
#include "crypto/voter_key.h"
#include "ledger/ballot_codec.h"
#include "ledger/closing.h"
#include "ledger/code.h"
#include "ledger/leaf.h"
#include "ledger/manifest.h"
#include "ledger/part.h"
#include "ledger/roll.h"
#include "ledger/slot.h"
#include "ledger/voter.h"
#include "urna/v1/config.pb.h"

namespace urna::ledger {

// What an electorate publishes: its roll file and, by code registrar, the parts that it is the sum
// of.
struct RollFiles {
  crypto::Bytes roll;
  std::vector<crypto::Bytes> parts;
};

// What an election is made of. Costs, titles and budgets are invented; `adjust` has the last word.
struct ElectionShape {
  // The last part of the process's name; elections of other names have other keys.
  std::string process = "test";
  std::uint32_t voters = 5;
  // How many of them, the last ones, have a slot and no key.
  std::uint32_t keyless = 0;
  // Dealt to the electorates in turn: voter v is in electorate v % electorates.
  std::uint32_t electorates = 1;
  // Codes of each voter.
  std::uint32_t code_registrars = 2;
  // Approval ballots without limits. Every electorate votes in all of them.
  std::uint32_t contests = 1;
  // Of each contest: ids "p0", "p1", ..; costs 100, 200, ..; the budget is that of half of them.
  std::uint32_t projects = 4;
  std::uint32_t threshold = 2;
  std::uint32_t trustees = 3;
  // 0 for the one that is written where nobody chose one.
  std::uint32_t closing_quorum = 0;
  // As many as make codes, where that is more.
  std::uint32_t registrars = 2;
  // The least majority must sign.
  std::uint32_t authorities = 2;
  std::uint32_t witnesses = 0;
  std::uint32_t witness_quorum = 0;
  std::uint32_t ballots_per_key = 100;
  std::uint64_t minimum_ballots = 0;
  v1::RevotePolicy revote = v1::REVOTE_POLICY_LAST;
  v1::TieBreak tie_break = v1::TIE_BREAK_COST_VOTES;
  // Unix seconds.
  std::uint64_t opening_time = 1'700'000'000;
  std::uint64_t closing_time = 1'800'000'000;
  // Changes the published files of the electorates before their digests are taken, as registrars or
  // a server that cheat would. What the server admits ballots by stays right.
  std::function<void(std::vector<RollFiles>&)> adjust_rolls = nullptr;
  // Changes the configuration before it is frozen; the width is computed after it.
  std::function<void(v1::Config&)> adjust = nullptr;
};

// A file of the count, and the record that announces it.
struct SignedArtefact {
  crypto::Bytes file;
  crypto::Bytes leaf;
};

// A ballot that has no proof yet, so that a test can change it and prove it all the same.
struct UnprovenBallot {
  Leaf leaf;
  crypto::Scalar randomness;
};

// Where the ballot stands that follows this one.
ChainPlace After(crypto::ByteView ballot);

// Moves, does not copy. Whatever it builds is valid; `.value()` inside fails the test if it is not.
class ElectionFixture {
 public:
  static ElectionFixture Make(const ElectionShape& shape = {});
  // A configuration of that shape, with digests of rolls and keys of parties, that nobody froze.
  static v1::Config ConfigOf(const ElectionShape& shape = {});

  const std::shared_ptr<const Manifest>& manifest() const { return manifest_; }
  const std::shared_ptr<const Rolls>& rolls() const { return rolls_; }
  // By electorate.
  const std::vector<RollFiles>& roll_files() const { return roll_files_; }
  // What the manifest was parsed from.
  const crypto::Bytes& config_bytes() const { return manifest_->frozen().bytes(); }
  const crypto::Bytes& key_record() const { return manifest_->key_record(); }
  // The bundle's file `manifest-ok`.
  crypto::Bytes Approvals() const;

  // The log's key, a second holder of it.
  crypto::SigningKey LogSigningKey() const;
  const ElectionId& election_id() const { return election_id_; }
  const RollKey& roll_key() const { return roll_key_; }
  // Code registrars are numbered from 1.
  const VotingCode& code(std::uint32_t v, std::uint32_t j) const { return codes_[v][j - 1]; }
  // The sum of the keys of the voter's codes.
  const crypto::VoterKey& voter(std::uint32_t v) const { return voters_[v]; }
  VotingKey voting_key(std::uint32_t v) const { return {voters_[v].public_key().bytes()}; }
  SlotTag slot(std::uint32_t v) const;
  const crypto::SigningKey& registrar(std::uint32_t i) const { return registrars_[i]; }
  const crypto::SigningKey& authority(std::uint32_t i) const { return authorities_[i]; }
  const crypto::SigningKey& witness(std::uint32_t i) const { return witnesses_[i]; }
  static std::string WitnessName(std::uint32_t i);
  // Trustees are numbered from 1.
  const crypto::SigningKey& trustee(std::uint32_t m) const { return trustees_[m - 1].signing; }
  const crypto::SigningKey& KeyOf(const Party& party) const;
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
                       const ChainPlace& place = {}, ContestId contest = ContestId{0}) const;
  crypto::Bytes ChoicesBallot(std::uint32_t v, const Choices& choices, const ChainPlace& place = {},
                              ContestId contest = ContestId{0}) const;
  UnprovenBallot Unproven(std::uint32_t v, const std::vector<std::uint32_t>& approved,
                          const ChainPlace& place = {}, ContestId contest = ContestId{0}) const;
  // Makes the proof, by a key that need not be the one that the ballot names.
  static crypto::Bytes Prove(UnprovenBallot ballot, const crypto::VoterKey& key);
  // Puts the signatures of these authorities on a revocation, opening or closing.
  crypto::Bytes SignByAuthorities(Leaf leaf, const std::vector<std::uint32_t>& signers) const;
  // As many as must sign: 0, 1, ..
  std::vector<std::uint32_t> EnoughAuthorities() const;

  // Counting, each bound to a closing. `input` is the record whose output `ciphertexts` are; 0
  // where they are the selection.
  SignedArtefact Mix(const crypto::Hash256& closing_hash, ContestId contest, std::uint64_t input,
                     std::uint32_t trustee, const crypto::CiphertextList& ciphertexts) const;
  // `mixed` is the output of the mix of record `mix`, the last.
  SignedArtefact Decrypt(const crypto::Hash256& closing_hash, ContestId contest, std::uint64_t mix,
                         std::uint32_t trustee, const crypto::CiphertextList& mixed) const;
  SignedArtefact Lot(const crypto::Hash256& closing_hash, ContestId contest,
                     std::uint32_t trustee) const;
  // Announces any file: `index` as ArtefactKind says.
  SignedArtefact Artefact(const crypto::Hash256& closing_hash, ContestId contest, ArtefactKind kind,
                          std::uint64_t index, std::uint32_t trustee, crypto::Bytes file) const;
  // Signs the announcement again, after a test has changed it.
  crypto::Bytes SignArtefact(const crypto::Hash256& closing_hash, ArtefactLeaf artefact) const;
  // What these parties sign under the closed log, as the file `close`.
  crypto::Bytes SignClosings(const std::vector<Party>& parties, const Closing& closing) const;
  // The parties that suffice: trustees 1 to q, authorities 0 to a - 1.
  std::vector<Party> ClosingParties() const;

 private:
  ElectionFixture() = default;
  crypto::Bytes TimeLeafBytes(bool opens, std::uint64_t unix_seconds) const;
  void MakeKeys(const ElectionShape& shape);
  void MakeVoters(const ElectionShape& shape);
  void MakeRolls(const ElectionShape& shape);
  v1::Config MakeConfig(const ElectionShape& shape) const;
  void HoldCeremony(const crypto::Bytes& config);

  std::shared_ptr<const Manifest> manifest_;
  std::shared_ptr<const Rolls> rolls_;
  std::vector<RollFiles> roll_files_;
  ElectionId election_id_{};
  RollKey roll_key_;
  crypto::SigningKey log_key_;
  std::vector<std::vector<VotingCode>> codes_;
  std::vector<crypto::VoterKey> voters_;
  std::vector<crypto::SigningKey> registrars_, authorities_, witnesses_;
  std::vector<crypto::TrusteeSecretKeys> trustees_;
  std::vector<crypto::SecretVector<crypto::Scalar>> shares_;
};

// The output of a mix made by ElectionFixture::Mix.
crypto::CiphertextList MixOutput(const SignedArtefact& mix, const crypto::CiphertextList& input);

}  // namespace urna::ledger
