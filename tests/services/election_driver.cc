#include "services/election_driver.h"

#include "crypto/decryption.h"
#include "crypto/hash.h"
#include "crypto/shuffle.h"
#include "ledger/voter.h"

namespace urna::services {
namespace {

using Processes = v1::Processes::Stub;
using Projects = v1::Projects::Stub;
using Eligibility = v1::Eligibility::Stub;
using Trustees = v1::Trustees::Stub;

constexpr std::uint32_t kAuthorities = 2;
constexpr std::uint32_t kTrustees = 3;
constexpr ledger::ContestId kContest{0};
const char* const kElectorate = "processes/paris/electorates/all";
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

ElectionDriver::ElectionDriver(TestServer& server, int voters) : server_(server) {
  for (std::uint32_t a = 0; a < kAuthorities; ++a) {
    authorities_.push_back(crypto::SigningKey::Generate());
  }
  for (int v = 0; v < voters; ++v) voters_.push_back(crypto::SigningKey::Generate());
  for (std::uint32_t m = 0; m < kTrustees; ++m) {
    trustees_.push_back(crypto::TrusteeSecretKeys::Generate());
  }
}

ledger::SlotTag ElectionDriver::slot(std::size_t v) const {
  return {crypto::Sha256(voters_[v].public_key().bytes())};
}

void ElectionDriver::WriteDraft(bool lot) {
  v1::CreateProcessRequest process = NewProcess("paris");
  process.mutable_process()->set_authority_threshold(kAuthorities);
  Done(server_.Admin(&Processes::CreateProcess, process));
  Done(server_.Admin(&Processes::CreateArea, NewArea("paris", "north")));
  v1::CreateContestRequest contest = NewContest("paris", "north");
  if (lot) contest.mutable_contest()->mutable_rule()->set_tie_break(v1::TIE_BREAK_LOT);
  Done(server_.Admin(&Processes::CreateContest, contest));
  for (const char* id : {"a", "b", "c"}) {
    Done(server_.Admin(&Projects::CreateProject, NewProject("paris", "north", id)));
  }
  v1::CreateElectorateRequest electorate;
  electorate.set_parent(process_);
  electorate.set_electorate_id("all");
  *electorate.mutable_electorate()->mutable_title() = process.process().title();
  electorate.mutable_electorate()->add_contests(kContestName);
  Done(server_.Admin(&Eligibility::CreateElectorate, electorate));
  v1::CreateRegistrarRequest registrar;
  registrar.set_parent(process_);
  registrar.set_registrar_id("ville");
  registrar.mutable_registrar()->set_display_name("Ville");
  registrar.mutable_registrar()->set_signing_key(Text(registrar_.public_key().bytes()));
  Done(server_.Admin(&Eligibility::CreateRegistrar, registrar));
  for (std::size_t a = 0; a < authorities_.size(); ++a) {
    v1::CreateAuthorityRequest authority;
    authority.set_parent(process_);
    authority.set_authority_id("a" + std::to_string(a));
    authority.mutable_authority()->set_display_name("Autorité");
    authority.mutable_authority()->set_signing_key(Text(authorities_[a].public_key().bytes()));
    Done(server_.Admin(&Processes::CreateAuthority, authority));
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

crypto::Bytes ElectionDriver::RollBytes() const {
  std::vector<ledger::RollRecord> records;
  for (std::size_t v = 0; v < voters_.size(); ++v) {
    records.push_back({slot(v), {voters_[v].public_key().bytes()}});
  }
  return ledger::RollFile::Serialize(std::move(records));
}

v1::RollHeader ElectionDriver::RollHeader(const crypto::Bytes& file) const {
  v1::GetProcessRequest request;
  request.set_name(process_);
  const v1::Process process = Done(server_.Admin(&Processes::GetProcess, request));
  ledger::ElectionId election{};
  std::copy_n(crypto::AsBytes(process.election_id()).begin(), election.size(), election.begin());
  v1::RollHeader header;
  header.set_electorate(kElectorate);
  header.set_registrar(process_ + "/registrars/ville");
  header.set_size(file.size());
  const crypto::Hash256 digest = crypto::Sha256(file);
  header.set_sha256(Text(digest));
  header.set_signature(
      Text(ledger::SignRoll(registrar_, election, kElectorate, file.size(), digest)));
  return header;
}

Answer<v1::Electorate> ElectionDriver::ImportRoll(const v1::RollHeader& header,
                                                  const crypto::Bytes& file) {
  Answer<v1::Electorate> answer;
  auto context = server_.Anonymous();
  auto writer = server_.eligibility().ImportRoll(context.get(), &answer.value);
  answer.status = Send<v1::ImportRollRequest>(*writer, header, file);
  return answer;
}

Answer<v1::Process> ElectionDriver::Freeze() {
  v1::FreezeProcessRequest request;
  request.set_name(process_);
  Answer<v1::Process> answer = server_.Admin(&Processes::FreezeProcess, request);
  if (answer.status.ok()) {
    v1::GetManifestRequest get;
    get.set_name(process_);
    const v1::Manifest manifest = Done(server_.Anybody(&Processes::GetManifest, get));
    const crypto::ByteView bytes = crypto::AsBytes(manifest.config());
    config_.assign(bytes.begin(), bytes.end());
    frozen_ = std::make_unique<ledger::FrozenConfig>(ledger::FrozenConfig::Parse(config_).value());
  }
  return answer;
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
  const crypto::SigningKey& key = role == v1::MANIFEST_ROLE_REGISTRAR ? registrar_
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
  approve(v1::MANIFEST_ROLE_REGISTRAR, 0);
  for (std::uint32_t a = 0; a < kAuthorities; ++a) approve(v1::MANIFEST_ROLE_AUTHORITY, a);
  for (std::uint32_t m = 1; m <= kTrustees; ++m) approve(v1::MANIFEST_ROLE_TRUSTEE, m);
  EXPECT_EQ(missing, 0u);
}

Answer<v1::Process> ElectionDriver::Seal() {
  v1::SealProcessRequest request;
  request.set_name(process_);
  return server_.Admin(&Processes::SealProcess, request);
}

void ElectionDriver::SealAll(bool lot) {
  WriteDraft(lot);
  const crypto::Bytes roll = RollBytes();
  Done(ImportRoll(RollHeader(roll), roll));
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
  for (std::size_t a = 0; a < kAuthorities; ++a) EXPECT_THAT(Schedule(true, now, a), IsDone());
  EXPECT_EQ(Phase(), v1::PHASE_VOTING);
}

void ElectionDriver::Close() {
  const std::int64_t now = absl::ToUnixSeconds(server_.clock().Now()) + 1;
  server_.clock().Set(now);
  for (std::size_t a = 0; a < kAuthorities; ++a) EXPECT_THAT(Schedule(false, now, a), IsDone());
}

v1::Phase ElectionDriver::Phase() {
  v1::GetProcessRequest request;
  request.set_name(process_);
  return Done(server_.Anybody(&Processes::GetProcess, request)).phase();
}

std::string ElectionDriver::Ballot(std::size_t v, const std::vector<std::uint32_t>& choices,
                                   std::uint64_t sequence) const {
  ledger::Choices chosen;
  for (std::uint32_t project : choices) chosen.push_back({.project = project});
  auto draft =
      ledger::BallotDraft::Encrypt(*manifest_, kContest, chosen, voter(v).public_key(), sequence);
  return Text(std::move(draft).value().Cast(voter(v)));
}

Answer<v1::CastBallotResponse> ElectionDriver::Cast(const std::string& ballot) {
  v1::CastBallotRequest request;
  request.set_process(process_);
  request.set_ballot(ballot);
  Answer<v1::CastBallotResponse> answer = server_.Anybody(&v1::Ballots::Stub::CastBallot, request);
  if (answer.status.ok()) cast_.push_back(ballot);
  return answer;
}

v1::Count ElectionDriver::GetCount() {
  v1::GetCountRequest request;
  request.set_process(process_);
  return Done(server_.Anybody(&Trustees::GetCount, request));
}

v1::SignClosingRequest ElectionDriver::Closing(std::uint32_t m) {
  const v1::Count count = GetCount();
  crypto::Hash256 root{};
  std::copy_n(crypto::AsBytes(count.close_root()).begin(), root.size(), root.begin());
  v1::SignClosingRequest request;
  request.set_process(process_);
  request.set_trustee(m);
  request.set_signature(
      Text(ledger::SignClosing(trustee(m).signing, manifest_->hash(), count.close_index(), root)));
  return request;
}

void ElectionDriver::SignClosings() {
  for (std::uint32_t m = 1; m <= 2; ++m) {
    EXPECT_EQ(Done(server_.Anybody(&Trustees::SignClosing, Closing(m))).missing(), 2 - m);
  }
}

crypto::CiphertextList ElectionDriver::Current() {
  if (current_ == nullptr) {
    // One ballot a voter, in the order in which they were cast.
    crypto::CiphertextList list(cast_.size(), manifest_->width());
    for (std::size_t i = 0; i < cast_.size(); ++i) {
      const ledger::Leaf leaf = ledger::ParseLeaf(crypto::AsBytes(cast_[i])).value();
      list.Set(i, ledger::DecodeBallot(std::get<ledger::BallotLeaf>(leaf.body)).value().ciphertext);
    }
    current_ = std::make_unique<crypto::CiphertextList>(std::move(list));
  }
  return *current_;
}

ledger::ArtefactLeaf ElectionDriver::Header(v1::ArtefactKind kind, std::uint32_t index,
                                            std::uint32_t m, const crypto::Bytes& file) const {
  ledger::ArtefactLeaf artefact{kContest,
                                static_cast<ledger::ArtefactKind>(kind),
                                index,
                                file.size(),
                                crypto::Sha256(file),
                                static_cast<std::uint8_t>(m),
                                {}};
  const ledger::Leaf leaf{manifest_->hash(), artefact};
  artefact.signature = trustee(m).signing.Sign(ledger::SignaturePurpose(leaf.body),
                                               manifest_->hash(), ledger::SignedPart(leaf));
  return artefact;
}

Answer<v1::SubmitArtefactResponse> ElectionDriver::Submit(const ledger::ArtefactLeaf& leaf,
                                                          const crypto::Bytes& file) {
  v1::ArtefactHeader header;
  header.set_process(process_);
  header.set_contest(ledger::Number(leaf.contest));
  header.set_kind(static_cast<v1::ArtefactKind>(leaf.kind));
  header.set_index(leaf.index);
  header.set_trustee(leaf.trustee);
  header.set_size(leaf.size);
  header.set_sha256(Text(leaf.sha256));
  header.set_signature(Text(leaf.signature));
  Answer<v1::SubmitArtefactResponse> answer;
  auto context = server_.Anonymous();
  auto writer = server_.trustees().SubmitArtefact(context.get(), &answer.value);
  answer.status = Send<v1::SubmitArtefactRequest>(*writer, header, file);
  return answer;
}

crypto::Bytes ElectionDriver::MixFile(std::uint32_t position) {
  return crypto::Shuffle(ledger::MixStatement(*manifest_, kContest, position), Current())
      .Serialize();
}

crypto::Bytes ElectionDriver::DecryptionFile(std::uint32_t m) {
  const std::span<const crypto::Scalar> shares(shares_[m - 1].data(), manifest_->width());
  return crypto::DecryptPartially(ledger::DecryptionStatementOf(*manifest_, kContest, m), shares,
                                  Current().a)
      .Serialize();
}

crypto::Bytes ElectionDriver::LotFile(std::uint32_t m) const {
  const std::span<const crypto::Scalar> share(shares_[m - 1].data() + manifest_->width(), 1);
  const std::vector<crypto::Point> point = {
      crypto::LotPoint(manifest_->hash(), ledger::LotPurpose(kContest))};
  return crypto::DecryptPartially(ledger::LotStatement(*manifest_, kContest, m), share, point)
      .Serialize();
}

Answer<v1::SubmitArtefactResponse> ElectionDriver::Mix(std::uint32_t position, std::uint32_t m) {
  const crypto::Bytes file = MixFile(position);
  auto answer = Submit(Header(v1::ARTEFACT_KIND_MIX, position, m, file), file);
  if (answer.status.ok()) {
    *current_ = crypto::Mix::Parse(file, current_->size(), manifest_->width()).value().output;
  }
  return answer;
}

Answer<v1::SubmitArtefactResponse> ElectionDriver::Decrypt(std::uint32_t m) {
  const crypto::Bytes file = DecryptionFile(m);
  return Submit(Header(v1::ARTEFACT_KIND_DECRYPTION, m, m, file), file);
}

v1::Tally ElectionDriver::GetTally() {
  v1::GetTallyRequest request;
  request.set_contest(kContestName);
  return Done(server_.Anybody(&v1::Tallies::Stub::GetTally, request));
}

v1::SignTallyRequest ElectionDriver::TallySignatures(const v1::Tally& tally,
                                                     std::uint32_t m) const {
  v1::SignTallyRequest request;
  request.set_contest(kContestName);
  request.set_trustee(m);
  const std::pair<ledger::ArtefactKind, const std::string*> files[] = {
      {ledger::ArtefactKind::kBallots, &tally.ballots()},
      {ledger::ArtefactKind::kPabulib, &tally.pabulib()},
      {ledger::ArtefactKind::kOutcome, &tally.outcome()}};
  for (const auto& [kind, text] : files) {
    const crypto::ByteView bytes = crypto::AsBytes(*text);
    request.add_signatures(Text(
        Header(static_cast<v1::ArtefactKind>(kind), 0, m, crypto::Bytes(bytes.begin(), bytes.end()))
            .signature));
  }
  return request;
}

}  // namespace urna::services
