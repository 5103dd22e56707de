// All parties of a small election and what each of them does, through the API.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crypto/key_ceremony.h"
#include "crypto/voter_key.h"
#include "ledger/closing.h"
#include "ledger/count.h"
#include "ledger/manifest.h"
#include "ledger/part.h"
#include "ledger/voter.h"
#include "services/requests.h"
#include "services/test_server.h"

namespace urna::services {

// What tests vary; the rest of an election is always the same.
struct ElectionShape {
  int voters = 4;
  // Of the process; the first `code_registrars` of them make the codes.
  std::uint32_t registrars = 2;
  std::uint32_t code_registrars = 2;
  // "north", "south", "east".
  std::uint32_t contests = 1;
  // How many of them one voter may use; 0 for all.
  std::uint32_t choice_max = 0;
  bool lot = false;
  v1::RevotePolicy revote = v1::REVOTE_POLICY_UNSPECIFIED;
  std::uint32_t ballots_per_key = 0;
  // Nothing where they are left out.
  std::optional<std::uint32_t> complaint_seconds = 0;
  std::optional<std::uint64_t> minimum_ballots = 0;
  std::vector<std::string> witness_vkeys = {};
  std::uint32_t witness_quorum = 0;
};

// A contest "north" (or more) with projects a, b, c of 3,000 euros and an envelope of 10,000; an
// electorate "all" whose voters have a code of each of two registrars; three authorities of whom
// two sign; four trustees of whom two decrypt and three sign the closing. Every step is expected to
// work; the answers of those that tests vary are returned. Counting is of the contest "north".
class ElectionDriver {
 public:
  static constexpr std::uint32_t kAuthorities = 3;
  static constexpr std::uint32_t kAuthorityThreshold = 2;
  static constexpr std::uint32_t kTrustees = 4;
  static constexpr std::uint32_t kThreshold = 2;
  static constexpr std::uint32_t kQuorum = 3;

  explicit ElectionDriver(TestServer& server);

  const std::string& process() const { return process_; }
  const std::string& electorate() const { return electorate_; }
  const ledger::ElectionId& election_id() const { return election_id_; }
  // x of all codes of a voter together; `registrar` counts from 1 for the code of one.
  const crypto::VoterKey& voter(std::size_t v) const { return voters_[v].key.value(); }
  const crypto::VoterKey& voter_part(std::size_t v, std::uint32_t registrar) const {
    return voters_[v].parts[registrar - 1];
  }
  ledger::SlotTag slot(std::size_t v) const { return voters_[v].slot; }
  // From 0.
  const crypto::SigningKey& registrar(std::size_t r) const { return registrars_[r]; }
  const crypto::SigningKey& authority(std::size_t a) const { return authorities_[a]; }
  // From 1.
  const crypto::TrusteeSecretKeys& trustee(std::size_t m) const { return trustees_[m - 1]; }
  const ledger::FrozenConfig& frozen() const { return *frozen_; }
  const ledger::Manifest& manifest() const { return *manifest_; }

  // Everything up to the roll.
  void WriteDraft(ElectionShape shape = {});
  // What code registrar j has made, from 1; and the file of it.
  std::vector<ledger::PartRecord> PartRecords(std::uint32_t j) const;
  crypto::Bytes PartBytes(std::uint32_t j) const;
  // The header of any file, signed by the registrar that it names.
  v1::PartHeader PartHeader(std::uint32_t j, const crypto::Bytes& file) const;
  Answer<v1::Electorate> ImportPart(const v1::PartHeader& header, const crypto::Bytes& file);
  Answer<v1::Electorate> ImportPart(std::uint32_t j, const crypto::Bytes& file);
  void ImportParts();
  // What the parts come to.
  crypto::Bytes RollBytes() const;
  // The roll for 0, otherwise a part.
  Answer<crypto::Bytes> ReadRoll(std::uint32_t code_registrar);

  Answer<v1::Process> Freeze();
  // The configuration as it stands now: after freezing, and after a ceremony was restarted.
  void FetchConfig();
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
  void SealAll(ElectionShape shape = {});

  v1::AuthoritySignature TimeSignature(bool opens, std::int64_t seconds, std::size_t a) const;
  grpc::Status Schedule(bool opens, std::int64_t seconds, std::size_t a);
  void Open();
  void Close();
  v1::Phase Phase();
  // An authority's signature under the revocation of a voter's key.
  Answer<v1::RevokeKeyResponse> Revoke(std::size_t authority, std::size_t voter);

  // Where the voter's next ballot stands, after those that were cast through this driver.
  ledger::ChainPlace NextPlace(std::size_t voter, std::uint32_t contest = 0) const;
  // Projects by position.
  std::string Ballot(std::size_t voter, const std::vector<std::uint32_t>& choices,
                     std::uint32_t contest = 0) const;
  std::string BallotAt(const ledger::ChainPlace& place, std::size_t voter,
                       const std::vector<std::uint32_t>& choices, std::uint32_t contest = 0) const;
  Answer<v1::CastBallotResponse> Cast(const std::string& ballot);

  // All records of the log, and the newest note of it.
  std::vector<std::string> Entries();
  std::string Checkpoint();

  v1::Count GetCount();
  // What is signed, as the server tells it.
  ledger::Closing ClosedLog();
  v1::SignClosingRequest Closing(v1::ManifestRole role, std::uint32_t index);
  Answer<v1::SignClosingResponse> SignClosing(v1::ManifestRole role, std::uint32_t index);
  // By the first trustees and authorities, just as many as are needed.
  void SignClosings();

  // What the next mix takes: the ballots that count, or the output of the last mix.
  crypto::CiphertextList Current();
  // The record of the last mix; 0 before the first.
  std::uint32_t last_mix() const { return mixes_.empty() ? 0 : mixes_.back(); }
  const std::vector<std::uint32_t>& mixes() const { return mixes_; }
  // Signed under the closing.
  ledger::ArtefactLeaf Header(v1::ArtefactKind kind, std::uint32_t index, std::uint32_t m,
                              const crypto::Bytes& file);
  v1::ArtefactHeader HeaderMessage(const ledger::ArtefactLeaf& leaf) const;
  Answer<v1::SubmitArtefactResponse> Submit(const ledger::ArtefactLeaf& leaf,
                                            const crypto::Bytes& file);
  // `index` as in its record.
  crypto::Bytes MixFile(std::uint32_t index);
  crypto::Bytes DecryptionFile(std::uint32_t m);
  crypto::Bytes LotFile(std::uint32_t m);
  Answer<v1::SubmitArtefactResponse> Mix(std::uint32_t m) { return Mix(m, MixFile(last_mix())); }
  Answer<v1::SubmitArtefactResponse> Mix(std::uint32_t m, const crypto::Bytes& file);
  Answer<v1::SubmitArtefactResponse> Decrypt(std::uint32_t m);
  v1::Tally GetTally();
  v1::SignTallyRequest TallySignatures(const v1::Tally& tally, std::uint32_t m);

 private:
  struct Voter {
    std::vector<crypto::VoterKey> parts;
    std::optional<crypto::VoterKey> key;
    ledger::SlotTag slot;
  };
  // The last ballot of a voting key in a contest.
  struct LastBallot {
    std::uint64_t sequence = 0;
    std::uint64_t record = 0;
    std::string bytes;
  };
  using Place = std::pair<ledger::VotingKey, ledger::ContestId>;

  void CreateParties();
  void CreateContests();
  void MakeVoters();
  ledger::VotingKey KeyOf(std::size_t v) const { return {voter(v).public_key().bytes()}; }

  TestServer& server_;
  const std::string process_ = "processes/paris";
  const std::string electorate_ = process_ + "/electorates/all";
  ElectionShape shape_;
  ledger::ElectionId election_id_{};
  std::vector<crypto::SigningKey> registrars_, authorities_;
  std::vector<crypto::TrusteeSecretKeys> trustees_;
  std::vector<Voter> voters_;
  crypto::Bytes config_;
  std::unique_ptr<ledger::FrozenConfig> frozen_;
  std::vector<crypto::CeremonyParticipant> participants_;
  std::vector<crypto::CeremonyCommitment> commitments_;
  std::vector<crypto::CeremonyReveal> reveals_;
  std::vector<crypto::SecretVector<crypto::Scalar>> shares_;
  std::shared_ptr<const ledger::Manifest> manifest_;
  std::map<Place, LastBallot> last_;
  std::set<ledger::VotingKey> revoked_;
  std::unique_ptr<crypto::CiphertextList> current_;
  std::vector<std::uint32_t> mixes_;
};

// A server and an election on it.
class ElectionTest : public testing::Test {
 protected:
  static constexpr std::int64_t kNow = 1'750'000'000;
  static constexpr std::int64_t kDay = 86'400;

  // Requests that name the process in `name` or in `process`.
  template <typename Request>
  Request Named() const {
    Request request;
    request.set_name(election_.process());
    return request;
  }
  template <typename Request>
  Request Of() const {
    Request request;
    request.set_process(election_.process());
    return request;
  }
  void Freeze(const ElectionShape& shape = {}) {
    election_.WriteDraft(shape);
    election_.ImportParts();
    ASSERT_THAT(election_.Freeze().status, IsDone());
  }
  void SealAndOpen(const ElectionShape& shape = {}) {
    election_.SealAll(shape);
    election_.Open();
  }
  // Three voters approve a and b, c, a.
  void CloseWithBallots(const ElectionShape& shape = {}) {
    SealAndOpen(shape);
    ASSERT_THAT(election_.Cast(election_.Ballot(0, {0, 1})).status, IsDone());
    ASSERT_THAT(election_.Cast(election_.Ballot(1, {2})).status, IsDone());
    ASSERT_THAT(election_.Cast(election_.Ballot(2, {0})).status, IsDone());
    election_.Close();
  }

  TestServer server_;
  ElectionDriver election_{server_};
};

}  // namespace urna::services
