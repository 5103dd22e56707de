#include "services/election_driver.h"

#include <algorithm>

#include "crypto/decryption.h"
#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "crypto/shuffle.h"
#include "ledger/code.h"
#include "ledger/slot.h"

namespace urna::services {
namespace {

using Processes = v1::Processes::Stub;
using Projects = v1::Projects::Stub;
using Eligibility = v1::Eligibility::Stub;
using Trustees = v1::Trustees::Stub;
using Ledger = v1::Ledger::Stub;

constexpr ledger::ContestId kContest{0};
const char* const kContestIds[] = {"north", "south", "east"};
const char* const kContestName = "processes/paris/contests/north";

std::string Text(crypto::ByteView bytes) { return std::string(crypto::AsText(bytes)); }

template <typename Answered>
auto Done(const Answered& answer) {
  EXPECT_THAT(answer.status, IsDone());
  return answer.value;
}

// Sends a file in pieces, header first.
template <typename Request, typename Writer, typename Header>
grpc::Status Send(Writer& writer, const Header& header, const crypto::Bytes& file) {
  Request first;
  *first.mutable_header() = header;
  bool open = writer.Write(first);
  constexpr std::size_t kPiece = 1000;
  for (std::size_t offset = 0; open && offset < file.size(); offset += kPiece) {
    Request piece;
    piece.set_data(
        Text(crypto::ByteView(file).subspan(offset, std::min(kPiece, file.size() - offset))));
    open = writer.Write(piece);
  }
  writer.WritesDone();
  return writer.Finish();
}

}  // namespace

ElectionDriver::ElectionDriver(TestServer& server) : server_(server) {
  for (std::uint32_t a = 0; a < kAuthorities; ++a) {
    authorities_.push_back(crypto::SigningKey::Generate());
  }
  for (std::uint32_t m = 0; m < kTrustees; ++m) {
    trustees_.push_back(crypto::TrusteeSecretKeys::Generate());
  }
}

void ElectionDriver::WriteDraft(ElectionShape shape) {
  shape_ = std::move(shape);
  v1::CreateProcessRequest request = NewProcess("paris");
  v1::Process& process = *request.mutable_process();
  process.set_revote(shape_.revote);
  process.set_ballots_per_key(shape_.ballots_per_key);
  if (shape_.complaint_seconds) process.set_complaint_seconds(*shape_.complaint_seconds);
  for (const std::string& vkey : shape_.witness_vkeys) process.add_witness_vkeys(vkey);
  process.set_witness_quorum(shape_.witness_quorum);
  const v1::Process made = Done(server_.Admin(&Processes::CreateProcess, request));
  std::copy_n(crypto::AsBytes(made.election_id()).begin(), election_id_.size(),
              election_id_.begin());
  CreateContests();
  CreateParties();
  MakeVoters();
}

void ElectionDriver::CreateContests() {
  Done(server_.Admin(&Processes::CreateArea, NewArea("paris", "north")));
  std::vector<std::string> ids;
  v1::UpdateProcessRequest update;
  update.mutable_process()->set_name(process_);
  update.mutable_update_mask()->add_paths("contest_groups");
  v1::ContestGroup& group = *update.mutable_process()->add_contest_groups();
  group.set_max(shape_.choice_max);
  for (std::uint32_t c = 0; c < shape_.contests; ++c) {
    ids.emplace_back(kContestIds[c]);
    group.add_contests(process_ + "/contests/" + ids.back());
    v1::CreateContestRequest contest = NewContest("paris", ids.back());
    if (shape_.lot) contest.mutable_contest()->mutable_rule()->set_tie_break(v1::TIE_BREAK_LOT);
    if (shape_.minimum_ballots) {
      contest.mutable_contest()->set_minimum_ballots(*shape_.minimum_ballots);
    }
    Done(server_.Admin(&Processes::CreateContest, contest));
    for (const char* project : {"a", "b", "c"}) {
      Done(server_.Admin(&Projects::CreateProject, NewProject("paris", ids.back(), project)));
    }
  }
  if (shape_.choice_max > 0) Done(server_.Admin(&Processes::UpdateProcess, update));
  v1::CreateElectorateRequest electorate = NewElectorate("paris", "all", ids);
  electorate.mutable_electorate()->set_code_registrars(shape_.code_registrars);
  Done(server_.Admin(&Eligibility::CreateElectorate, electorate));
}

void ElectionDriver::CreateParties() {
  for (std::uint32_t r = 0; r < shape_.registrars; ++r) {
    registrars_.push_back(crypto::SigningKey::Generate());
    Done(server_.Admin(&Eligibility::CreateRegistrar,
                       NewRegistrar("paris", "r" + std::to_string(r + 1),
                                    Text(registrars_[r].public_key().bytes()))));
  }
  for (std::size_t a = 0; a < authorities_.size(); ++a) {
    Done(server_.Admin(&Processes::CreateAuthority,
                       NewAuthority("paris", "a" + std::to_string(a),
                                    Text(authorities_[a].public_key().bytes()))));
  }
  for (std::size_t m = 0; m < trustees_.size(); ++m) {
    v1::CreateTrusteeRequest trustee;
    trustee.set_parent(process_);
    trustee.set_trustee_id("t" + std::to_string(m + 1));
    trustee.mutable_trustee()->set_display_name("Garante");
    trustee.mutable_trustee()->set_signing_key(Text(trustees_[m].signing.public_key().bytes()));
    trustee.mutable_trustee()->set_box_key(Text(trustees_[m].box_public));
    Done(server_.Admin(&Trustees::CreateTrustee, trustee));
  }
}

void ElectionDriver::MakeVoters() {
  const ledger::RollKey roll_key = ledger::DrawRollKey();
  for (int v = 0; v < shape_.voters; ++v) {
    Voter voter;
    voter.slot = ledger::TagOfPerson(roll_key, election_id_, "P-" + std::to_string(v));
    for (std::uint32_t j = 1; j <= shape_.code_registrars; ++j) {
      voter.parts.push_back(ledger::VotingCode::Draw(j).Key(election_id_).value());
    }
    voter.key = crypto::VoterKey::Sum(voter.parts).value();
    voters_.push_back(std::move(voter));
  }
}

std::vector<ledger::PartRecord> ElectionDriver::PartRecords(std::uint32_t j) const {
  std::vector<ledger::PartRecord> records;
  for (const Voter& voter : voters_) {
    records.push_back(ledger::MakePartRecord(election_id_, j, voter.slot, voter.parts[j - 1]));
  }
  std::sort(records.begin(), records.end(),
            [](const auto& a, const auto& b) { return a.slot < b.slot; });
  return records;
}

crypto::Bytes ElectionDriver::PartBytes(std::uint32_t j) const {
  return ledger::PartFile::Serialize(j, PartRecords(j));
}

v1::PartHeader ElectionDriver::PartHeader(std::uint32_t j, const crypto::Bytes& file) const {
  const crypto::Hash256 digest = crypto::Sha256(file);
  v1::PartHeader header;
  header.set_electorate(electorate_);
  header.set_registrar(process_ + "/registrars/r" + std::to_string(j));
  header.set_size(file.size());
  header.set_sha256(Text(digest));
  header.set_signature(Text(
      ledger::SignPart(registrars_[j - 1], election_id_, electorate_, j, file.size(), digest)));
  return header;
}

Answer<v1::Electorate> ElectionDriver::ImportPart(const v1::PartHeader& header,
                                                  const crypto::Bytes& file) {
  Answer<v1::Electorate> answer;
  auto context = server_.Anonymous();
  auto writer = server_.eligibility().ImportPart(context.get(), &answer.value);
  answer.status = Send<v1::ImportPartRequest>(*writer, header, file);
  return answer;
}

Answer<v1::Electorate> ElectionDriver::ImportPart(std::uint32_t j, const crypto::Bytes& file) {
  return ImportPart(PartHeader(j, file), file);
}

void ElectionDriver::ImportParts() {
  v1::Electorate electorate;
  for (std::uint32_t j = 1; j <= shape_.code_registrars; ++j) {
    electorate = Done(ImportPart(j, PartBytes(j)));
  }
  EXPECT_EQ(electorate.roll_sha256(), Text(crypto::Sha256(RollBytes())));
}

crypto::Bytes ElectionDriver::RollBytes() const {
  std::vector<ledger::RollRecord> records;
  for (std::size_t v = 0; v < voters_.size(); ++v) records.push_back({slot(v), KeyOf(v)});
  return ledger::RollFile::Serialize(std::move(records));
}

Answer<crypto::Bytes> ElectionDriver::ReadRoll(std::uint32_t code_registrar) {
  v1::ReadRollRequest request;
  request.set_electorate(electorate_);
  request.set_code_registrar(code_registrar);
  Answer<crypto::Bytes> answer;
  auto context = server_.Anonymous();
  auto reader = server_.eligibility().ReadRoll(context.get(), request);
  v1::ReadRollResponse piece;
  while (reader->Read(&piece)) crypto::Append(answer.value, crypto::AsBytes(piece.data()));
  answer.status = reader->Finish();
  return answer;
}

Answer<v1::Process> ElectionDriver::Freeze() {
  v1::FreezeProcessRequest request;
  request.set_name(process_);
  Answer<v1::Process> answer = server_.Admin(&Processes::FreezeProcess, request);
  if (answer.status.ok()) FetchConfig();
  return answer;
}

void ElectionDriver::FetchConfig() {
  v1::GetManifestRequest get;
  get.set_name(process_);
  const v1::Manifest manifest = Done(server_.Anybody(&Processes::GetManifest, get));
  const crypto::ByteView bytes = crypto::AsBytes(manifest.config());
  config_.assign(bytes.begin(), bytes.end());
  frozen_ = std::make_unique<ledger::FrozenConfig>(ledger::FrozenConfig::Parse(config_).value());
}

void ElectionDriver::StartParticipants() {
  participants_.clear();
  commitments_.clear();
  reveals_.clear();
  for (std::uint32_t m = 1; m <= kTrustees; ++m) {
    participants_.push_back(
        crypto::CeremonyParticipant::Start(frozen_->ceremony(), m, trustee(m)).value());
    commitments_.push_back(participants_.back().Commit());
  }
  for (const auto& participant : participants_) reveals_.push_back(participant.Reveal().value());
}

v1::SubmitCommitmentRequest ElectionDriver::Commitment(std::uint32_t m) {
  v1::SubmitCommitmentRequest request;
  request.set_process(process_);
  request.set_trustee(m);
  request.set_commitment(Text(commitments_[m - 1].commitment) +
                         Text(commitments_[m - 1].signature));
  return request;
}

v1::SubmitRevealRequest ElectionDriver::Reveal(std::uint32_t m) {
  v1::SubmitRevealRequest request;
  request.set_process(process_);
  request.set_trustee(m);
  request.set_reveal(Text(reveals_[m - 1].Serialize()));
  return request;
}

v1::SubmitConfirmationRequest ElectionDriver::Confirmation(std::uint32_t m) {
  const crypto::Bytes ceremony =
      crypto::SerializeCeremony(frozen_->ceremony(), commitments_, reveals_);
  v1::SubmitConfirmationRequest request;
  request.set_process(process_);
  request.set_trustee(m);
  request.set_signature(
      Text(crypto::ConfirmCeremony(trustee(m).signing, frozen_->ceremony(), ceremony)));
  return request;
}

void ElectionDriver::HoldCeremony() {
  StartParticipants();
  for (std::uint32_t m = 1; m <= kTrustees; ++m) {
    Done(server_.Anybody(&Trustees::SubmitCommitment, Commitment(m)));
  }
  for (std::uint32_t m = 1; m <= kTrustees; ++m) {
    Done(server_.Anybody(&Trustees::SubmitReveal, Reveal(m)));
  }
  shares_.clear();
  v1::Ceremony ceremony;
  for (std::uint32_t m = 1; m <= kTrustees; ++m) {
    shares_.push_back(participants_[m - 1].Finish(commitments_, reveals_).value());
    ceremony = Done(server_.Anybody(&Trustees::SubmitConfirmation, Confirmation(m)));
  }
  EXPECT_EQ(ceremony.state(), v1::CEREMONY_STATE_DONE);
}

void ElectionDriver::FetchManifest() {
  v1::GetManifestRequest get;
  get.set_name(process_);
  const v1::Manifest manifest = Done(server_.Anybody(&Processes::GetManifest, get));
  manifest_ = ledger::Manifest::Parse(crypto::AsBytes(manifest.config()),
                                      crypto::AsBytes(manifest.key_record()))
                  .value();
  EXPECT_EQ(manifest.manifest_hash(), Text(manifest_->hash()));
}

v1::ApproveManifestRequest ElectionDriver::Approval(v1::ManifestRole role,
                                                    std::uint32_t index) const {
  const crypto::SigningKey& key = role == v1::MANIFEST_ROLE_REGISTRAR ? registrars_[index]
                                  : role == v1::MANIFEST_ROLE_TRUSTEE ? trustee(index).signing
                                                                      : authorities_[index];
  v1::ApproveManifestRequest request;
  request.set_name(process_);
  request.mutable_signature()->set_role(role);
  request.mutable_signature()->set_index(index);
  request.mutable_signature()->set_signature(Text(ledger::SignManifest(key, manifest_->hash())));
  return request;
}

void ElectionDriver::ApproveAll() {
  std::uint32_t missing = 0;
  const auto approve = [&](v1::ManifestRole role, std::uint32_t index) {
    missing = Done(server_.Anybody(&Processes::ApproveManifest, Approval(role, index))).missing();
  };
  for (std::uint32_t r = 0; r < shape_.registrars; ++r) approve(v1::MANIFEST_ROLE_REGISTRAR, r);
  for (std::uint32_t a = 0; a < kAuthorities; ++a) approve(v1::MANIFEST_ROLE_AUTHORITY, a);
  for (std::uint32_t m = 1; m <= kTrustees; ++m) approve(v1::MANIFEST_ROLE_TRUSTEE, m);
  EXPECT_EQ(missing, 0u);
}

Answer<v1::Process> ElectionDriver::Seal() {
  v1::SealProcessRequest request;
  request.set_name(process_);
  return server_.Admin(&Processes::SealProcess, request);
}

void ElectionDriver::SealAll(ElectionShape shape) {
  WriteDraft(std::move(shape));
  ImportParts();
  Done(Freeze());
  HoldCeremony();
  FetchManifest();
  ApproveAll();
  EXPECT_EQ(Done(Seal()).phase(), v1::PHASE_SEALED);
}

v1::AuthoritySignature ElectionDriver::TimeSignature(bool opens, std::int64_t seconds,
                                                     std::size_t a) const {
  const ledger::Leaf leaf{manifest_->hash(),
                          ledger::TimeLeaf{opens, static_cast<std::uint64_t>(seconds), {}}};
  v1::AuthoritySignature signature;
  signature.set_authority(static_cast<std::uint32_t>(a));
  signature.set_signature(Text(authorities_[a].Sign(ledger::SignaturePurpose(leaf.body),
                                                    manifest_->hash(), ledger::SignedPart(leaf))));
  return signature;
}

grpc::Status ElectionDriver::Schedule(bool opens, std::int64_t seconds, std::size_t a) {
  if (opens) {
    v1::ScheduleOpeningRequest request;
    request.set_name(process_);
    request.mutable_time()->set_seconds(seconds);
    *request.mutable_signature() = TimeSignature(true, seconds, a);
    return server_.Anybody(&Processes::ScheduleOpening, request).status;
  }
  v1::ScheduleClosingRequest request;
  request.set_name(process_);
  request.mutable_time()->set_seconds(seconds);
  *request.mutable_signature() = TimeSignature(false, seconds, a);
  return server_.Anybody(&Processes::ScheduleClosing, request).status;
}

void ElectionDriver::Open() {
  const std::int64_t now = absl::ToUnixSeconds(server_.clock().Now());
  for (std::size_t a = 0; a < kAuthorityThreshold; ++a) {
    EXPECT_THAT(Schedule(true, now, a), IsDone());
  }
  EXPECT_EQ(Phase(), v1::PHASE_VOTING);
}

void ElectionDriver::Close() {
  server_.clock().Advance(1);
  const std::int64_t now = absl::ToUnixSeconds(server_.clock().Now());
  for (std::size_t a = 0; a < kAuthorityThreshold; ++a) {
    EXPECT_THAT(Schedule(false, now, a), IsDone());
  }
}

v1::Phase ElectionDriver::Phase() {
  v1::GetProcessRequest request;
  request.set_name(process_);
  return Done(server_.Anybody(&Processes::GetProcess, request)).phase();
}

Answer<v1::RevokeKeyResponse> ElectionDriver::Revoke(std::size_t authority, std::size_t voter) {
  constexpr std::uint8_t kLostLetter = 1;
  const ledger::Leaf leaf{manifest_->hash(),
                          ledger::RevocationLeaf{slot(voter), 0, kLostLetter, {}}};
  v1::RevokeKeyRequest request;
  request.set_name(process_);
  request.set_slot_tag(Text(slot(voter).bytes));
  request.set_reason(kLostLetter);
  request.set_authority(static_cast<std::uint32_t>(authority));
  request.set_signature(Text(authorities_[authority].Sign(
      ledger::SignaturePurpose(leaf.body), leaf.manifest_hash, ledger::SignedPart(leaf))));
  auto answer = server_.Anybody(&Eligibility::RevokeKey, request);
  if (answer.status.ok() && answer.value.missing() == 0) revoked_.insert(KeyOf(voter));
  return answer;
}

ledger::ChainPlace ElectionDriver::NextPlace(std::size_t voter, std::uint32_t contest) const {
  const auto last = last_.find({KeyOf(voter), ledger::ContestId{contest}});
  if (last == last_.end()) return {};
  return {last->second.sequence + 1, crypto::LeafHash(crypto::AsBytes(last->second.bytes))};
}

std::string ElectionDriver::Ballot(std::size_t voter, const std::vector<std::uint32_t>& choices,
                                   std::uint32_t contest) const {
  return BallotAt(NextPlace(voter, contest), voter, choices, contest);
}

std::string ElectionDriver::BallotAt(const ledger::ChainPlace& place, std::size_t v,
                                     const std::vector<std::uint32_t>& choices,
                                     std::uint32_t contest) const {
  ledger::Choices chosen;
  for (std::uint32_t project : choices) chosen.push_back({.project = project});
  auto draft =
      ledger::BallotDraft::Encrypt(*manifest_, ledger::ContestId{contest}, chosen, voter(v), place);
  return Text(std::move(draft).value().Cast(voter(v)));
}

Answer<v1::CastBallotResponse> ElectionDriver::Cast(const std::string& ballot) {
  v1::CastBallotRequest request;
  request.set_process(process_);
  request.set_ballot(ballot);
  Answer<v1::CastBallotResponse> answer = server_.Anybody(&v1::Ballots::Stub::CastBallot, request);
  if (!answer.status.ok()) return answer;
  const ledger::Leaf leaf = ledger::ParseLeaf(crypto::AsBytes(ballot)).value();
  const auto& parsed = std::get<ledger::BallotLeaf>(leaf.body);
  LastBallot& last = last_[{parsed.voting_key, parsed.contest}];
  if (parsed.sequence > last.sequence) {
    last = {parsed.sequence, answer.value.leaf_index(), ballot};
  }
  return answer;
}

std::vector<std::string> ElectionDriver::Entries() {
  v1::ListEntriesRequest request;
  request.set_process(process_);
  const v1::ListEntriesResponse listed = Done(server_.Anybody(&Ledger::ListEntries, request));
  EXPECT_EQ(static_cast<std::uint64_t>(listed.entries_size()), listed.size());
  return {listed.entries().begin(), listed.entries().end()};
}

std::string ElectionDriver::Checkpoint() {
  v1::GetCheckpointRequest request;
  request.set_process(process_);
  return Done(server_.Anybody(&Ledger::GetCheckpoint, request)).checkpoint();
}

v1::Count ElectionDriver::GetCount() {
  v1::GetCountRequest request;
  request.set_process(process_);
  return Done(server_.Anybody(&Trustees::GetCount, request));
}

ledger::Closing ElectionDriver::ClosedLog() {
  const v1::Count count = GetCount();
  ledger::Closing closing;
  closing.index = count.close_index();
  EXPECT_EQ(count.close_root().size(), closing.root.size());
  std::copy_n(crypto::AsBytes(count.close_root()).begin(), closing.root.size(),
              closing.root.begin());
  return closing;
}

v1::SignClosingRequest ElectionDriver::Closing(v1::ManifestRole role, std::uint32_t index) {
  const crypto::SigningKey& key =
      role == v1::MANIFEST_ROLE_TRUSTEE ? trustee(index).signing : authorities_[index];
  v1::SignClosingRequest request;
  request.set_process(process_);
  request.set_role(role);
  request.set_index(index);
  request.set_signature(Text(ledger::SignClosing(key, manifest_->hash(), ClosedLog())));
  return request;
}

Answer<v1::SignClosingResponse> ElectionDriver::SignClosing(v1::ManifestRole role,
                                                            std::uint32_t index) {
  return server_.Anybody(&Trustees::SignClosing, Closing(role, index));
}

void ElectionDriver::SignClosings() {
  v1::SignClosingResponse missing;
  for (std::uint32_t m = 1; m <= kQuorum; ++m) {
    missing = Done(SignClosing(v1::MANIFEST_ROLE_TRUSTEE, m));
    EXPECT_EQ(missing.missing_trustees(), kQuorum - m);
  }
  for (std::uint32_t a = 0; a < kAuthorityThreshold; ++a) {
    missing = Done(SignClosing(v1::MANIFEST_ROLE_AUTHORITY, a));
    EXPECT_EQ(missing.missing_authorities(), kAuthorityThreshold - a - 1);
  }
}

crypto::CiphertextList ElectionDriver::Current() {
  if (current_ == nullptr) {
    std::map<std::uint64_t, const std::string*> selected;
    for (const auto& [place, last] : last_) {
      if (place.second != kContest || revoked_.contains(place.first)) continue;
      selected[last.record] = &last.bytes;
    }
    crypto::CiphertextList list(selected.size(), manifest_->width());
    std::size_t i = 0;
    for (const auto& [record, bytes] : selected) {
      const ledger::Leaf leaf = ledger::ParseLeaf(crypto::AsBytes(*bytes)).value();
      list.Set(i++, ledger::DecodeCiphertext(std::get<ledger::BallotLeaf>(leaf.body)).value());
    }
    current_ = std::make_unique<crypto::CiphertextList>(std::move(list));
  }
  return *current_;
}

ledger::ArtefactLeaf ElectionDriver::Header(v1::ArtefactKind kind, std::uint32_t index,
                                            std::uint32_t m, const crypto::Bytes& file) {
  ledger::ArtefactLeaf artefact{kContest,
                                static_cast<ledger::ArtefactKind>(kind),
                                index,
                                file.size(),
                                crypto::Sha256(file),
                                static_cast<std::uint8_t>(m),
                                {}};
  const ledger::Leaf leaf{manifest_->hash(), artefact};
  artefact.signature = trustee(m).signing.Sign(ledger::SignaturePurpose(leaf.body),
                                               ledger::ClosingHash(manifest_->hash(), ClosedLog()),
                                               ledger::SignedPart(leaf));
  return artefact;
}

v1::ArtefactHeader ElectionDriver::HeaderMessage(const ledger::ArtefactLeaf& leaf) const {
  v1::ArtefactHeader header;
  header.set_process(process_);
  header.set_contest(ledger::Number(leaf.contest));
  header.set_kind(static_cast<v1::ArtefactKind>(leaf.kind));
  header.set_index(leaf.index);
  header.set_trustee(leaf.trustee);
  header.set_size(leaf.size);
  header.set_sha256(Text(leaf.sha256));
  header.set_signature(Text(leaf.signature));
  return header;
}

Answer<v1::SubmitArtefactResponse> ElectionDriver::Submit(const ledger::ArtefactLeaf& leaf,
                                                          const crypto::Bytes& file) {
  Answer<v1::SubmitArtefactResponse> answer;
  auto context = server_.Anonymous();
  auto writer = server_.trustees().SubmitArtefact(context.get(), &answer.value);
  answer.status = Send<v1::SubmitArtefactRequest>(*writer, HeaderMessage(leaf), file);
  return answer;
}

crypto::Bytes ElectionDriver::MixFile(std::uint32_t index) {
  const crypto::Hash256 closing = ledger::ClosingHash(manifest_->hash(), ClosedLog());
  return crypto::Shuffle(ledger::MixStatement(*manifest_, closing, kContest, index), Current())
      .Serialize();
}

crypto::Bytes ElectionDriver::DecryptionFile(std::uint32_t m) {
  const crypto::Hash256 closing = ledger::ClosingHash(manifest_->hash(), ClosedLog());
  const std::span<const crypto::Scalar> shares(shares_[m - 1].data(), manifest_->width());
  return crypto::DecryptPartially(ledger::DecryptionStatementOf(*manifest_, closing, kContest, m),
                                  shares, Current().a)
      .Serialize();
}

crypto::Bytes ElectionDriver::LotFile(std::uint32_t m) {
  const crypto::Hash256 closing = ledger::ClosingHash(manifest_->hash(), ClosedLog());
  const std::span<const crypto::Scalar> share(shares_[m - 1].data() + manifest_->width(), 1);
  const std::vector<crypto::Point> point = {
      crypto::LotPoint(manifest_->hash(), ledger::LotPurpose(kContest))};
  return crypto::DecryptPartially(ledger::LotStatement(*manifest_, closing, kContest, m), share,
                                  point)
      .Serialize();
}

Answer<v1::SubmitArtefactResponse> ElectionDriver::Mix(std::uint32_t m, const crypto::Bytes& file) {
  auto answer = Submit(Header(v1::ARTEFACT_KIND_MIX, last_mix(), m, file), file);
  if (answer.status.ok()) {
    *current_ = crypto::Mix::Parse(file, current_->size(), manifest_->width()).value().output;
    mixes_.push_back(static_cast<std::uint32_t>(answer.value.leaf_index()));
  }
  return answer;
}

Answer<v1::SubmitArtefactResponse> ElectionDriver::Decrypt(std::uint32_t m) {
  const crypto::Bytes file = DecryptionFile(m);
  return Submit(Header(v1::ARTEFACT_KIND_DECRYPTION, last_mix(), m, file), file);
}

v1::Tally ElectionDriver::GetTally() {
  v1::GetTallyRequest request;
  request.set_contest(kContestName);
  return Done(server_.Anybody(&v1::Tallies::Stub::GetTally, request));
}

v1::SignTallyRequest ElectionDriver::TallySignatures(const v1::Tally& tally, std::uint32_t m) {
  v1::SignTallyRequest request;
  request.set_contest(kContestName);
  request.set_trustee(m);
  std::vector<std::pair<ledger::ArtefactKind, const std::string*>> files;
  if (tally.status() != v1::TALLY_STATUS_TOO_FEW_BALLOTS) {
    files = {{ledger::ArtefactKind::kBallots, &tally.ballots()},
             {ledger::ArtefactKind::kPabulib, &tally.pabulib()}};
  }
  files.emplace_back(ledger::ArtefactKind::kOutcome, &tally.outcome());
  for (const auto& [kind, text] : files) {
    const crypto::ByteView bytes = crypto::AsBytes(*text);
    request.add_signatures(Text(
        Header(static_cast<v1::ArtefactKind>(kind), 0, m, crypto::Bytes(bytes.begin(), bytes.end()))
            .signature));
  }
  return request;
}

}  // namespace urna::services
