#include "support/election_fixture.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "ledger/config.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

crypto::Hash256 SeedOf(const std::string& process, std::string_view role, std::uint32_t index) {
  return crypto::Sha256(crypto::AsBytes(fmt::format("{}/{}/{}", process, role, index)));
}

crypto::SigningKey SigningKeyOf(const std::string& process, std::string_view role,
                                std::uint32_t index) {
  return crypto::SigningKey::FromSeed(
      crypto::Secret<std::array<std::uint8_t, 32>>(SeedOf(process, role, index)));
}

// A code of registrar j that is the same in every run.
VotingCode CodeOf(const std::string& process, std::uint32_t v, std::uint32_t j) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (std::uint32_t attempt = 0;; ++attempt) {
    const crypto::Hash256 digits = SeedOf(process, fmt::format("code/{}/{}", v, j), attempt);
    std::string text;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < kCodeCharacters; ++i) {
      const std::uint32_t digit = digits[i] % 32;
      text.push_back(kAlphabet[digit]);
      number = (number * 32 + digit) % 37;
    }
    const std::uint32_t check = (number + j) % 37;
    if (check < 32) return VotingCode::Parse(text + kAlphabet[check], j).value();
  }
}

Choices Approving(const std::vector<std::uint32_t>& projects) {
  Choices choices;
  for (const std::uint32_t project : projects) choices.push_back({.project = project});
  return choices;
}

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
  contest.set_id(fmt::format("contest-{}", number));
  AddTitle(*contest.mutable_title(), fmt::format("Contest {}", number));
  contest.set_area("area");
  contest.mutable_ballot_format()->mutable_approval();
  contest.mutable_rule()->set_rule("equal-shares");
  contest.mutable_rule()->set_tie_break(shape.tie_break);
  contest.set_minimum_ballots(shape.minimum_ballots);
  std::int64_t total = 0;
  for (std::uint32_t p = 0; p < shape.projects; ++p) {
    v1::ProjectConfig& project = *contest.add_projects();
    project.set_id(fmt::format("p{}", p));
    AddTitle(*project.mutable_title(), fmt::format("Project {}", p));
    project.set_cost((p + 1) * std::int64_t{100});
    total += project.cost();
  }
  contest.set_budget(total / 2);
}

}  // namespace

ChainPlace After(crypto::ByteView ballot) {
  const Leaf leaf = ParseLeaf(ballot).value();
  return {std::get<BallotLeaf>(leaf.body).sequence + 1, crypto::LeafHash(ballot)};
}

ElectionFixture ElectionFixture::Make(const ElectionShape& shape) {
  ElectionFixture election;
  election.MakeKeys(shape);
  election.MakeVoters(shape);
  election.MakeRolls(shape);
  const std::string bytes = election.MakeConfig(shape).SerializeAsString();
  election.HoldCeremony({bytes.begin(), bytes.end()});
  return election;
}

v1::Config ElectionFixture::ConfigOf(const ElectionShape& shape) {
  ElectionFixture election;
  election.MakeKeys(shape);
  election.MakeVoters(shape);
  election.MakeRolls(shape);
  return election.MakeConfig(shape);
}

std::string ElectionFixture::WitnessName(std::uint32_t i) {
  return fmt::format("witness.test/w{}", i);
}

void ElectionFixture::MakeKeys(const ElectionShape& shape) {
  const auto make = [&](std::string_view role, std::uint32_t count) {
    std::vector<crypto::SigningKey> keys;
    for (std::uint32_t i = 0; i < count; ++i) keys.push_back(SigningKeyOf(shape.process, role, i));
    return keys;
  };
  log_key_ = SigningKeyOf(shape.process, "log", 0);
  registrars_ = make("registrar", std::max(shape.registrars, shape.code_registrars));
  authorities_ = make("authority", shape.authorities);
  witnesses_ = make("witness", shape.witnesses);
  for (std::uint32_t i = 0; i < shape.trustees; ++i) {
    trustees_.push_back(crypto::TrusteeSecretKeys::Generate());
  }
}

void ElectionFixture::MakeVoters(const ElectionShape& shape) {
  const crypto::Hash256 id = crypto::Sha256(crypto::AsBytes(shape.process));
  std::copy_n(id.begin(), election_id_.size(), election_id_.begin());
  roll_key_ = RollKey(SeedOf(shape.process, "roll", 0));
  for (std::uint32_t v = 0; v < shape.voters; ++v) {
    std::vector<VotingCode>& codes = codes_.emplace_back();
    std::vector<crypto::VoterKey> parts;
    for (std::uint32_t j = 1; j <= shape.code_registrars; ++j) {
      codes.push_back(CodeOf(shape.process, v, j));
      parts.push_back(codes.back().Key(election_id_).value());
    }
    voters_.push_back(crypto::VoterKey::Sum(parts).value());
  }
}

void ElectionFixture::MakeRolls(const ElectionShape& shape) {
  std::vector<RollFile> rolls;
  for (std::uint32_t e = 0; e < shape.electorates; ++e) {
    RollFiles& files = roll_files_.emplace_back();
    std::vector<PartFile> parts;
    for (std::uint32_t j = 1; j <= shape.code_registrars; ++j) {
      std::vector<PartRecord> records;
      for (std::uint32_t v = e; v < shape.voters; v += shape.electorates) {
        records.push_back(
            v < shape.voters - shape.keyless
                ? MakePartRecord(election_id_, j, slot(v), code(v, j).Key(election_id_).value())
                : PartRecord{.slot = slot(v)});
      }
      files.parts.push_back(PartFile::Serialize(j, std::move(records)));
      parts.push_back(PartFile::Parse(files.parts.back(), election_id_, j).value());
    }
    files.roll = CombineParts(parts).value();
    rolls.push_back(RollFile::Parse(files.roll).value());
  }
  rolls_ = std::make_shared<const Rolls>(Rolls::Join(rolls).value());
  if (shape.adjust_rolls) shape.adjust_rolls(roll_files_);
}

v1::Config ElectionFixture::MakeConfig(const ElectionShape& shape) const {
  v1::Config config;
  config.set_protocol(std::string(kProtocol));
  config.set_election_id(BytesOf(election_id_));
  config.set_process(fmt::format("processes/{}", shape.process));
  AddTitle(*config.mutable_title(), "Citizen budget");
  config.add_languages("en");
  config.set_currency("EUR");
  config.set_currency_digits(2);
  const crypto::LogKey log{fmt::format("urna.test/{}", shape.process), log_key_.public_key()};
  config.mutable_log()->set_origin(log.origin);
  config.mutable_log()->set_vkey(log.ToVkey());
  for (const auto& key : registrars_) config.add_registrar_keys(BytesOf(key.public_key().bytes()));
  config.set_registrar_threshold(shape.code_registrars);
  for (const auto& key : authorities_) config.add_authority_keys(BytesOf(key.public_key().bytes()));
  config.set_authority_threshold(shape.authorities / 2 + 1);
  for (std::size_t j = 0; j < trustees_.size(); ++j) {
    v1::TrusteeIdentity& trustee = *config.add_trustees();
    trustee.set_display_name(fmt::format("Trustee {}", j + 1));
    trustee.set_signing_key(BytesOf(trustees_[j].signing.public_key().bytes()));
    trustee.set_box_key(BytesOf(trustees_[j].box_public));
  }
  config.set_trustee_threshold(shape.threshold);
  config.set_closing_quorum(shape.closing_quorum != 0
                                ? shape.closing_quorum
                                : DefaultClosingQuorum(shape.trustees, shape.threshold));
  for (std::uint32_t i = 0; i < shape.witnesses; ++i) {
    config.add_witness_vkeys(
        crypto::WitnessKey{WitnessName(i), witnesses_[i].public_key()}.ToVkey());
  }
  config.set_witness_quorum(shape.witness_quorum);
  config.set_attempt(1);
  v1::AreaConfig& area = *config.add_areas();
  area.set_id("area");
  AddTitle(*area.mutable_title(), "The whole territory");
  for (std::uint32_t c = 0; c < shape.contests; ++c) AddContest(config, shape);
  for (std::size_t e = 0; e < roll_files_.size(); ++e) {
    v1::ElectorateConfig& electorate = *config.add_electorates();
    electorate.set_id(fmt::format("electorate-{}", e));
    AddTitle(*electorate.mutable_title(), fmt::format("Electorate {}", e));
    for (std::uint32_t c = 0; c < shape.contests; ++c) electorate.add_contests(c);
    electorate.set_slots(roll_files_[e].roll.size() / kRollRecordSize);
    electorate.set_roll_sha256(BytesOf(crypto::Sha256(roll_files_[e].roll)));
    electorate.set_code_registrars(static_cast<std::uint32_t>(roll_files_[e].parts.size()));
    for (const crypto::Bytes& part : roll_files_[e].parts) {
      electorate.add_part_sha256(BytesOf(crypto::Sha256(part)));
    }
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

const crypto::SigningKey& ElectionFixture::KeyOf(const Party& party) const {
  switch (party.role) {
    case PartyRole::kRegistrar:
      return registrar(party.index);
    case PartyRole::kTrustee:
      return trustee(party.index);
    case PartyRole::kAuthority:
      break;
  }
  return authority(party.index);
}

crypto::Bytes ElectionFixture::Approvals() const {
  std::vector<ManifestApproval> approvals;
  for (const Party& party : manifest_->parties()) {
    approvals.push_back({party, SignManifest(KeyOf(party), manifest_->hash())});
  }
  return SerializeApprovals(approvals);
}

crypto::SigningKey ElectionFixture::LogSigningKey() const {
  return crypto::SigningKey::FromSeed(log_key_.Seed());
}

SlotTag ElectionFixture::slot(std::uint32_t v) const {
  return TagOfPerson(roll_key_, election_id_, fmt::format("person {}", v));
}

std::vector<std::uint32_t> ElectionFixture::EnoughAuthorities() const {
  std::vector<std::uint32_t> signers;
  for (std::uint32_t i = 0; i < manifest_->config().authority_threshold(); ++i) {
    signers.push_back(i);
  }
  return signers;
}

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
  return SignByAuthorities({manifest_->hash(), TimeLeaf{opens, unix_seconds, {}}},
                           EnoughAuthorities());
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
  return SignByAuthorities(
      {manifest_->hash(),
       RevocationLeaf{.slot = slot(v), .generation = 0, .reason = 1, .signatures = {}}},
      EnoughAuthorities());
}

crypto::Bytes ElectionFixture::Ballot(std::uint32_t v, const std::vector<std::uint32_t>& approved,
                                      const ChainPlace& place, ContestId contest) const {
  return ChoicesBallot(v, Approving(approved), place, contest);
}

crypto::Bytes ElectionFixture::ChoicesBallot(std::uint32_t v, const Choices& choices,
                                             const ChainPlace& place, ContestId contest) const {
  return BallotDraft::Encrypt(*manifest_, contest, choices, voter(v), place).value().Cast(voter(v));
}

UnprovenBallot ElectionFixture::Unproven(std::uint32_t v,
                                         const std::vector<std::uint32_t>& approved,
                                         const ChainPlace& place, ContestId contest) const {
  const BallotOpening opening =
      BallotDraft::Encrypt(*manifest_, contest, Approving(approved), voter(v), place)
          .value()
          .Challenge();
  return {{manifest_->hash(), OpenedBallot(*manifest_, opening).value()}, opening.randomness};
}

crypto::Bytes ElectionFixture::Prove(UnprovenBallot ballot, const crypto::VoterKey& key) {
  const crypto::Bytes head = SignedPart(ballot.leaf);
  const crypto::BallotProof proof =
      crypto::ProveBallot({ballot.leaf.manifest_hash, head}, ballot.randomness, key);
  auto& body = std::get<BallotLeaf>(ballot.leaf.body);
  body.t = proof.t.bytes();
  body.r = proof.r.bytes();
  body.s = proof.s.bytes();
  body.z = proof.z.bytes();
  return SerializeLeaf(ballot.leaf);
}

}  // namespace urna::ledger
