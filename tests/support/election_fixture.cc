#include "support/election_fixture.h"

#include <algorithm>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "ledger/config.h"
#include "ledger/text.h"
#include "ledger/voter.h"

namespace urna::ledger {
namespace {

crypto::SigningKey KeyOf(const std::string& process, std::string_view role, std::uint32_t index) {
  return crypto::SigningKey::FromSeed(crypto::Secret<std::array<std::uint8_t, 32>>(
      crypto::Sha256(crypto::AsBytes(Concat(process, "/", role, "/", index)))));
}

SlotTag TagOf(const crypto::VerifyingKey& key) { return {crypto::Sha256(key.bytes())}; }

std::string BytesOf(const auto& key) { return std::string(key.begin(), key.end()); }

void AddTitle(google::protobuf::RepeatedPtrField<v1::LocalizedText>& title, std::string text) {
  v1::LocalizedText& entry = *title.Add();
  entry.set_language("en");
  entry.set_text(std::move(text));
}

void AddContest(v1::Config& config, const ElectionShape& shape) {
  v1::ContestConfig& contest = *config.add_contests();
  const auto number = static_cast<std::uint32_t>(config.contests_size() - 1);
  contest.set_number(number);
  contest.set_id(Concat("contest-", number));
  AddTitle(*contest.mutable_title(), Concat("Contest ", number));
  contest.set_area("area");
  contest.mutable_ballot_format()->mutable_approval();
  contest.mutable_rule()->set_rule("equal-shares");
  contest.mutable_rule()->set_tie_break(shape.tie_break);
  contest.set_minimum_ballots(shape.minimum_ballots);
  std::int64_t total = 0;
  for (std::uint32_t p = 0; p < shape.projects; ++p) {
    v1::ProjectConfig& project = *contest.add_projects();
    project.set_id(Concat("p", p));
    AddTitle(*project.mutable_title(), Concat("Project ", p));
    project.set_cost((p + 1) * std::int64_t{100});
    total += project.cost();
  }
  contest.set_budget(total / 2);
}

}  // namespace

ElectionFixture ElectionFixture::Make(const ElectionShape& shape) {
  ElectionFixture election;
  election.MakeKeys(shape);
  v1::Config config = election.MakeConfig(shape);
  const std::string bytes = config.SerializeAsString();
  election.HoldCeremony({bytes.begin(), bytes.end()});
  return election;
}

void ElectionFixture::MakeKeys(const ElectionShape& shape) {
  log_key_ = KeyOf(shape.process, "log", 0);
  for (std::uint32_t i = 0; i < shape.voters; ++i) {
    voters_.push_back(KeyOf(shape.process, "voter", i));
  }
  for (std::uint32_t i = 0; i < shape.registrars; ++i) {
    registrars_.push_back(KeyOf(shape.process, "registrar", i));
  }
  for (std::uint32_t i = 0; i < shape.authorities; ++i) {
    authorities_.push_back(KeyOf(shape.process, "authority", i));
  }
  for (std::uint32_t i = 0; i < shape.trustees; ++i) {
    trustees_.push_back(crypto::TrusteeSecretKeys::Generate());
  }
  std::vector<RollFile> rolls;
  for (std::uint32_t e = 0; e < shape.electorates; ++e) {
    std::vector<RollRecord> records;
    for (std::uint32_t v = e; v < shape.voters; v += shape.electorates) {
      records.push_back({slot(v), voting_key(v)});
    }
    roll_files_.push_back(RollFile::Serialize(std::move(records)));
    rolls.push_back(RollFile::Parse(roll_files_.back()).value());
  }
  rolls_ = std::make_shared<const Rolls>(Rolls::Join(rolls).value());
}

v1::Config ElectionFixture::MakeConfig(const ElectionShape& shape) {
  v1::Config config;
  config.set_protocol("urna/v1");
  const crypto::Hash256 id = crypto::Sha256(crypto::AsBytes(shape.process));
  config.set_election_id(std::string(id.begin(), id.begin() + 16));
  config.set_process(Concat("processes/", shape.process));
  AddTitle(*config.mutable_title(), "Citizen budget");
  config.add_languages("en");
  config.set_currency("EUR");
  config.set_currency_digits(2);
  const crypto::LogKey log{Concat("urna.test/", shape.process), log_key_.public_key()};
  config.mutable_log()->set_origin(log.origin);
  config.mutable_log()->set_vkey(log.ToVkey());
  for (const auto& key : registrars_) config.add_registrar_keys(BytesOf(key.public_key().bytes()));
  config.set_registrar_threshold(1);
  for (const auto& key : authorities_) config.add_authority_keys(BytesOf(key.public_key().bytes()));
  config.set_authority_threshold(std::min<std::uint32_t>(2, shape.authorities));
  for (std::size_t j = 0; j < trustees_.size(); ++j) {
    v1::TrusteeIdentity& trustee = *config.add_trustees();
    trustee.set_display_name(Concat("Trustee ", j + 1));
    trustee.set_signing_key(BytesOf(trustees_[j].signing.public_key().bytes()));
    trustee.set_box_key(BytesOf(trustees_[j].box_public));
  }
  config.set_trustee_threshold(shape.threshold);
  v1::AreaConfig& area = *config.add_areas();
  area.set_id("area");
  AddTitle(*area.mutable_title(), "The whole territory");
  for (std::uint32_t c = 0; c < shape.contests; ++c) AddContest(config, shape);
  for (std::size_t e = 0; e < roll_files_.size(); ++e) {
    v1::ElectorateConfig& electorate = *config.add_electorates();
    electorate.set_id(Concat("electorate-", e));
    AddTitle(*electorate.mutable_title(), Concat("Electorate ", e));
    for (std::uint32_t c = 0; c < shape.contests; ++c) electorate.add_contests(c);
    electorate.set_slots(roll_files_[e].size() / kRollRecordSize);
    electorate.set_roll_sha256(BytesOf(crypto::Sha256(roll_files_[e])));
  }
  config.set_revote(shape.revote);
  config.set_ballots_per_key(shape.ballots_per_key);
  config.set_opening_time(shape.opening_time);
  config.set_closing_time(shape.closing_time);
  if (shape.adjust) shape.adjust(config);
  config.set_width(NecessaryWidth(config).value());
  return config;
}

void ElectionFixture::HoldCeremony(const crypto::Bytes& config) {
  const FrozenConfig frozen = FrozenConfig::Parse(config).value();
  const crypto::CeremonyParameters& parameters = frozen.ceremony();
  std::vector<crypto::CeremonyParticipant> participants;
  std::vector<crypto::CeremonyCommitment> commitments;
  std::vector<crypto::CeremonyReveal> reveals;
  for (std::uint32_t j = 1; j <= trustees_.size(); ++j) {
    participants.push_back(
        crypto::CeremonyParticipant::Start(parameters, j, trustees_[j - 1]).value());
    commitments.push_back(participants.back().Commit());
  }
  for (const auto& participant : participants) reveals.push_back(participant.Reveal().value());
  const crypto::Bytes ceremony = crypto::SerializeCeremony(parameters, commitments, reveals);
  std::vector<crypto::Signature> confirmations;
  for (std::size_t j = 0; j < participants.size(); ++j) {
    shares_.push_back(participants[j].Finish(commitments, reveals).value());
    confirmations.push_back(crypto::ConfirmCeremony(trustees_[j].signing, parameters, ceremony));
  }
  manifest_ = Manifest::Parse(config, crypto::SerializeRecord(ceremony, confirmations)).value();
}

crypto::Bytes ElectionFixture::Approvals() const {
  std::vector<ManifestApproval> approvals;
  for (const Party& party : manifest_->parties()) {
    const crypto::SigningKey& key = party.role == PartyRole::kTrustee     ? trustee(party.index)
                                    : party.role == PartyRole::kRegistrar ? registrar(party.index)
                                                                          : authority(party.index);
    approvals.push_back({party, SignManifest(key, manifest_->hash())});
  }
  return SerializeApprovals(approvals);
}

crypto::SigningKey ElectionFixture::LogSigningKey() const {
  return crypto::SigningKey::FromSeed(log_key_.Seed());
}

SlotTag ElectionFixture::slot(std::uint32_t v) const { return TagOf(voters_[v].public_key()); }

crypto::Bytes ElectionFixture::SignByAuthorities(Leaf leaf,
                                                 const std::vector<std::uint32_t>& signers) const {
  const crypto::Bytes body = SignedPart(leaf);
  const std::string_view purpose = SignaturePurpose(leaf.body);
  std::vector<KeyedSignature> signatures;
  for (const std::uint32_t i : signers) {
    signatures.push_back(
        {static_cast<std::uint8_t>(i), authority(i).Sign(purpose, leaf.manifest_hash, body)});
  }
  if (auto* time = std::get_if<TimeLeaf>(&leaf.body)) time->signatures = signatures;
  if (auto* revocation = std::get_if<RevocationLeaf>(&leaf.body)) {
    revocation->signatures = signatures;
  }
  return SerializeLeaf(leaf);
}

crypto::Bytes ElectionFixture::TimeLeafBytes(bool opens, std::uint64_t unix_seconds) const {
  std::vector<std::uint32_t> signers;
  for (std::uint32_t i = 0; i < manifest_->config().authority_threshold(); ++i) {
    signers.push_back(i);
  }
  return SignByAuthorities({manifest_->hash(), TimeLeaf{opens, unix_seconds, {}}}, signers);
}

crypto::Bytes ElectionFixture::OpenLeaf(std::uint64_t unix_seconds) const {
  return TimeLeafBytes(true, unix_seconds);
}
crypto::Bytes ElectionFixture::OpenLeaf() const {
  return OpenLeaf(manifest_->config().opening_time());
}
crypto::Bytes ElectionFixture::CloseLeaf(std::uint64_t unix_seconds) const {
  return TimeLeafBytes(false, unix_seconds);
}
crypto::Bytes ElectionFixture::CloseLeaf() const {
  return CloseLeaf(manifest_->config().closing_time());
}

crypto::Bytes ElectionFixture::RevokeLeaf(std::uint32_t v) const {
  std::vector<std::uint32_t> signers;
  for (std::uint32_t i = 0; i < manifest_->config().authority_threshold(); ++i) {
    signers.push_back(i);
  }
  return SignByAuthorities(
      {manifest_->hash(),
       RevocationLeaf{.slot = slot(v), .generation = 0, .reason = 1, .signatures = {}}},
      signers);
}

crypto::Bytes ElectionFixture::Ballot(std::uint32_t v, const std::vector<std::uint32_t>& approved,
                                      std::uint64_t sequence, ContestId contest) const {
  Choices choices;
  for (const std::uint32_t project : approved) choices.push_back({.project = project});
  return ChoicesBallot(v, choices, sequence, contest);
}

crypto::Bytes ElectionFixture::ChoicesBallot(std::uint32_t v, const Choices& choices,
                                             std::uint64_t sequence, ContestId contest) const {
  return BallotDraft::Encrypt(*manifest_, contest, choices, voter(v).public_key(), sequence)
      .value()
      .Cast(voter(v));
}

crypto::Bytes ElectionFixture::SignBallot(Leaf leaf, const crypto::SigningKey& key) const {
  std::get<BallotLeaf>(leaf.body).signature =
      key.Sign(SignaturePurpose(leaf.body), leaf.manifest_hash, SignedPart(leaf));
  return SerializeLeaf(leaf);
}

}  // namespace urna::ledger
