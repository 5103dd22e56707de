// All parties of a small election and what each of them does, through the API.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "crypto/key_ceremony.h"
#include "ledger/count.h"
#include "ledger/manifest.h"
#include "ledger/roll.h"
#include "services/requests.h"
#include "services/test_server.h"

namespace urna::services {

// One contest, "north", with projects a, b, c of 3,000 euros and an envelope of 10,000; an
// electorate "all"; one registrar, two authorities of whom both sign, three trustees of whom two
// decrypt. Every step is expected to work; the answers of those that tests vary are returned.
class ElectionDriver {
 public:
  explicit ElectionDriver(TestServer& server, int voters = 4);

  const std::string& process() const { return process_; }
  const crypto::SigningKey& voter(std::size_t v) const { return voters_[v]; }
  const crypto::SigningKey& registrar() const { return registrar_; }
  const crypto::SigningKey& authority(std::size_t a) const { return authorities_[a]; }
  const crypto::TrusteeSecretKeys& trustee(std::size_t m) const { return trustees_[m - 1]; }
  const ledger::Manifest& manifest() const { return *manifest_; }
  const std::shared_ptr<const ledger::Manifest>& shared_manifest() const { return manifest_; }
  ledger::SlotTag slot(std::size_t v) const;

  // Everything up to the roll.
  void WriteDraft(bool lot = false);
  crypto::Bytes RollBytes() const;
  v1::RollHeader RollHeader(const crypto::Bytes& file) const;
  Answer<v1::Electorate> ImportRoll(const v1::RollHeader& header, const crypto::Bytes& file);

  Answer<v1::Process> Freeze();
  // Its parts.
  void StartParticipants();
  v1::SubmitCommitmentRequest Commitment(std::uint32_t m);
  v1::SubmitRevealRequest Reveal(std::uint32_t m);
  v1::SubmitConfirmationRequest Confirmation(std::uint32_t m);
  void HoldCeremony();
  void FetchManifest();
  v1::ApproveManifestRequest Approval(v1::ManifestRole role, std::uint32_t index) const;
  void ApproveAll();
  Answer<v1::Process> Seal();
  // WriteDraft to Seal.
  void SealAll(bool lot = false);

  v1::AuthoritySignature TimeSignature(bool opens, std::int64_t seconds, std::size_t a) const;
  grpc::Status Schedule(bool opens, std::int64_t seconds, std::size_t a);
  void Open();
  void Close();
  v1::Phase Phase();
  // Projects by position.
  std::string Ballot(std::size_t voter, const std::vector<std::uint32_t>& choices,
                     std::uint64_t sequence = 1) const;
  Answer<v1::CastBallotResponse> Cast(const std::string& ballot);

  v1::Count GetCount();
  v1::SignClosingRequest Closing(std::uint32_t m);
  void SignClosings();
  // From a replay of what the server has; `position` mixes are known.
  crypto::CiphertextList Current();
  ledger::ArtefactLeaf Header(v1::ArtefactKind kind, std::uint32_t index, std::uint32_t m,
                              const crypto::Bytes& file) const;
  Answer<v1::SubmitArtefactResponse> Submit(const ledger::ArtefactLeaf& leaf,
                                            const crypto::Bytes& file);
  crypto::Bytes MixFile(std::uint32_t position);
  crypto::Bytes DecryptionFile(std::uint32_t m);
  crypto::Bytes LotFile(std::uint32_t m) const;
  Answer<v1::SubmitArtefactResponse> Mix(std::uint32_t position, std::uint32_t m);
  Answer<v1::SubmitArtefactResponse> Decrypt(std::uint32_t m);
  v1::Tally GetTally();
  v1::SignTallyRequest TallySignatures(const v1::Tally& tally, std::uint32_t m) const;

 private:
  TestServer& server_;
  const std::string process_ = "processes/paris";
  crypto::SigningKey registrar_ = crypto::SigningKey::Generate();
  std::vector<crypto::SigningKey> authorities_, voters_;
  std::vector<crypto::TrusteeSecretKeys> trustees_;
  crypto::Bytes config_;
  std::unique_ptr<ledger::FrozenConfig> frozen_;
  std::vector<crypto::CeremonyParticipant> participants_;
  std::vector<crypto::CeremonyCommitment> commitments_;
  std::vector<crypto::CeremonyReveal> reveals_;
  std::vector<crypto::SecretVector<crypto::Scalar>> shares_;
  std::shared_ptr<const ledger::Manifest> manifest_;
  // Ballots that count, in order; what the mixes make of them.
  std::vector<std::string> cast_;
  std::unique_ptr<crypto::CiphertextList> current_;
};

}  // namespace urna::services
