#include "cli/client/trustee_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "cli/client/registrar_client.h"
#include "cli/client/role_key.h"
#include "crypto/accelerated_decryption.h"
#include "crypto/accelerated_shuffle.h"
#include "crypto/decryption.h"
#include "crypto/hash.h"
#include "crypto/shuffle.h"
#include "ledger/errors.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

using ledger::ContestId;

constexpr std::size_t kCommitmentSize = 128;

TrusteeStep Nothing() { return {}; }
TrusteeStep Finished() { return {{}, true}; }
TrusteeStep Did(std::string what) { return {std::move(what), false}; }

// The message of a trustee, 1 to n; empty where it is still missing.
std::string_view MessageOf(const google::protobuf::RepeatedPtrField<std::string>& list,
                           std::uint32_t trustee) {
  return static_cast<int>(trustee) <= list.size()
             ? std::string_view(list[static_cast<int>(trustee) - 1])
             : std::string_view();
}

// Somebody else was faster, or it is not this trustee's turn: look again.
bool IsTurnOfOthers(const absl::Status& status) {
  const std::string reason = ledger::ReasonOf(status);
  return reason == "WRONG_ORDER" || reason == "ALREADY_THERE";
}

absl::StatusOr<std::vector<crypto::CeremonyCommitment>> ParseCommitments(
    const crypto::CeremonyParameters& parameters, const v1::Ceremony& ceremony) {
  std::vector<crypto::CeremonyCommitment> out;
  for (std::uint32_t j = 1; j <= parameters.trustees.size(); ++j) {
    const std::string_view bytes = MessageOf(ceremony.commitments(), j);
    if (bytes.size() != kCommitmentSize) {
      return NotAsPromised(fmt::format("the commitment of trustee {} is malformed", j));
    }
    crypto::ByteReader reader(crypto::AsBytes(bytes));
    const crypto::CeremonyCommitment commitment{reader.Array<64>(), reader.Array<64>()};
    if (auto status = crypto::VerifyCommitment(parameters, j, commitment); !status.ok()) {
      return status;
    }
    out.push_back(commitment);
  }
  return out;
}

absl::StatusOr<std::vector<crypto::CeremonyReveal>> ParseReveals(
    const crypto::CeremonyParameters& parameters,
    const std::vector<crypto::CeremonyCommitment>& commitments, const v1::Ceremony& ceremony) {
  std::vector<crypto::CeremonyReveal> out;
  for (std::uint32_t j = 1; j <= parameters.trustees.size(); ++j) {
    auto reveal = crypto::CeremonyReveal::Parse(parameters,
                                                crypto::AsBytes(MessageOf(ceremony.reveals(), j)));
    if (!reveal.ok()) return While(fmt::format("trustee {}", j), reveal.status());
    auto status = crypto::VerifyReveal(parameters, j, commitments[j - 1], *reveal);
    if (!status.ok()) return status;
    out.push_back(*std::move(reveal));
  }
  return out;
}

// Whom the ceremony's error names: "trustee <j>: ..".
std::uint32_t AccusedIn(const absl::Status& status) {
  constexpr std::string_view kPrefix = "trustee ";
  const std::string message = ledger::MessageOf(status);
  std::uint32_t accused = 0;
  if (!message.starts_with(kPrefix) ||
      !absl::SimpleAtoi(message.substr(kPrefix.size(), message.find(':') - kPrefix.size()),
                        &accused)) {
    return 0;
  }
  return accused;
}

crypto::Bytes ComplaintBody(std::uint32_t complainant, std::uint32_t accused) {
  crypto::Bytes body;
  crypto::AppendLe64(body, complainant);
  crypto::AppendLe64(body, accused);
  return body;
}

// What a decryption is of: the first column of the last mix.
crypto::Hash256 DigestOf(const std::vector<crypto::Point>& column) {
  crypto::Bytes bytes;
  for (const crypto::Point& point : column) crypto::Append(bytes, point.bytes());
  return crypto::Sha256(bytes);
}

bool HasTrustee(const std::vector<ledger::AnnouncedArtefact>& list, std::uint32_t trustee) {
  return std::any_of(list.begin(), list.end(),
                     [&](const auto& artefact) { return artefact.trustee == trustee; });
}

std::vector<ContestId> ContestsOf(const ledger::Manifest& manifest) {
  std::vector<ContestId> out;
  for (std::uint32_t c = 0; c < manifest.contests(); ++c) out.push_back(ContestId{c});
  return out;
}

}  // namespace

TrusteeClient::TrusteeClient(std::shared_ptr<const ProcessReader> reader, TrusteeMemory memory,
                             std::unique_ptr<TrusteeVault> vault, TrusteeOptions options)
    : reader_(std::move(reader)),
      memory_(std::move(memory)),
      vault_(std::move(vault)),
      options_(std::move(options)),
      trustees_(v1::Trustees::NewStub(reader_->connection().channel())),
      tallies_(v1::Tallies::NewStub(reader_->connection().channel())) {}

crypto::Progress TrusteeClient::ProgressOf(std::string what) const {
  return [this, what = std::move(what)](double done) {
    if (options_.on_progress) options_.on_progress(what, done);
  };
}

absl::StatusOr<TrusteeClient::Place> TrusteeClient::FindPlace() {
  auto config = reader_->ReadConfig();
  if (!config.ok()) return config.status();
  Place place;
  place.config = std::make_shared<const ledger::FrozenConfig>(*std::move(config));
  const auto& trustees = place.config->config().trustees();
  const auto mine = std::find_if(trustees.begin(), trustees.end(), [&](const auto& trustee) {
    return trustee.signing_key() == crypto::AsText(key().bytes()) &&
           trustee.box_key() == crypto::AsText(memory_.keys.box_public);
  });
  if (mine == trustees.end()) {
    return absl::NotFoundError("the process has no trustee with these keys");
  }
  place.index = static_cast<std::uint32_t>(mine - trustees.begin()) + 1;
  place.election = &memory_.elections[place.config->hash()];
  return place;
}

absl::StatusOr<TrusteeStep> TrusteeClient::Ceremony() {
  auto place = FindPlace();
  if (!place.ok()) return place.status();
  v1::GetCeremonyRequest request;
  request.set_process(reader_->process());
  auto ceremony = reader_->connection().Call(*trustees_, &v1::Trustees::Stub::GetCeremony, request);
  if (!ceremony.ok()) return ceremony.status();
  const auto missing = [&](const auto& list) { return MessageOf(list, place->index).empty(); };
  switch (ceremony->state()) {
    case v1::CEREMONY_STATE_COMMITTING:
      return missing(ceremony->commitments()) ? Commit(*place, *ceremony) : Nothing();
    case v1::CEREMONY_STATE_REVEALING:
      return missing(ceremony->reveals()) ? Reveal(*place, *ceremony) : Nothing();
    case v1::CEREMONY_STATE_CONFIRMING:
      return missing(ceremony->confirmations()) ? Confirm(*place, *ceremony) : Nothing();
    case v1::CEREMONY_STATE_DONE:
      return Finished();
    case v1::CEREMONY_STATE_ABORTED:
      break;
    default:
      return NotAsPromised("the ceremony is in a state that does not exist");
  }
  std::string complaints;
  for (const auto& complaint : ceremony->complaints()) {
    complaints +=
        fmt::format(" trustee {} complains of {};", complaint.complainant(), complaint.accused());
  }
  return absl::FailedPreconditionError(
      fmt::format("the key ceremony was broken off:{} the trustees settle it, then an "
                  "administrator restarts it",
                  complaints));
}

absl::StatusOr<TrusteeStep> TrusteeClient::Commit(const Place& place, const v1::Ceremony&) {
  if (place.election->manifest_hash.has_value()) {
    return absl::FailedPreconditionError(
        "the server begins the key ceremony of a configuration anew whose manifest this trustee "
        "has signed: its shares are kept, and nothing is sent");
  }
  auto participant =
      crypto::CeremonyParticipant::Start(place.config->ceremony(), place.index, memory_.keys);
  if (!participant.ok()) return participant.status();
  place.election->ceremony = participant->SerializeSecrets();
  place.election->shares.clear();
  if (auto status = vault_->Save(memory_); !status.ok()) return status;

  const crypto::CeremonyCommitment commitment = participant->Commit();
  crypto::Bytes bytes(commitment.commitment.begin(), commitment.commitment.end());
  crypto::Append(bytes, commitment.signature);
  v1::SubmitCommitmentRequest request;
  request.set_process(reader_->process());
  request.set_trustee(place.index);
  request.set_commitment(bytes.data(), bytes.size());
  auto done =
      reader_->connection().Call(*trustees_, &v1::Trustees::Stub::SubmitCommitment, request);
  if (!done.ok()) return done.status();
  return Did("sent the commitment of the key ceremony (round 1 of 3)");
}

absl::StatusOr<TrusteeStep> TrusteeClient::Reveal(const Place& place,
                                                  const v1::Ceremony& ceremony) {
  const auto& parameters = place.config->ceremony();
  auto commitments = ParseCommitments(parameters, ceremony);
  if (!commitments.ok()) return commitments.status();
  const crypto::SecretBytes& secrets = place.election->ceremony;
  auto participant = crypto::CeremonyParticipant::Resume(parameters, place.index, memory_.keys,
                                                         {secrets.data(), secrets.size()});
  if (!participant.ok()) return participant.status();
  if (participant->Commit().commitment != (*commitments)[place.index - 1].commitment) {
    return NotAsPromised("the server holds another commitment of this trustee than it made");
  }
  auto reveal = participant->Reveal();
  if (!reveal.ok()) return reveal.status();
  const crypto::Bytes bytes = reveal->Serialize();
  v1::SubmitRevealRequest request;
  request.set_process(reader_->process());
  request.set_trustee(place.index);
  request.set_reveal(bytes.data(), bytes.size());
  auto done = reader_->connection().Call(*trustees_, &v1::Trustees::Stub::SubmitReveal, request);
  if (!done.ok()) return done.status();
  return Did("sent the shares of the key ceremony (round 2 of 3)");
}

absl::StatusOr<TrusteeStep> TrusteeClient::Confirm(const Place& place,
                                                   const v1::Ceremony& ceremony) {
  const auto& parameters = place.config->ceremony();
  auto commitments = ParseCommitments(parameters, ceremony);
  if (!commitments.ok()) return commitments.status();
  auto reveals = ParseReveals(parameters, *commitments, ceremony);
  if (!reveals.ok()) return reveals.status();
  const crypto::SecretBytes& secrets = place.election->ceremony;
  auto participant = crypto::CeremonyParticipant::Resume(parameters, place.index, memory_.keys,
                                                         {secrets.data(), secrets.size()});
  if (!participant.ok()) return participant.status();
  auto shares = participant->Finish(*commitments, *reveals);
  if (!shares.ok()) {
    // Everything public has been verified above, so what failed is the share for this trustee.
    const std::uint32_t accused = AccusedIn(shares.status());
    if (accused == 0 || accused == place.index) return shares.status();
    v1::FileComplaintRequest request;
    request.set_process(reader_->process());
    v1::Complaint& complaint = *request.mutable_complaint();
    complaint.set_complainant(place.index);
    complaint.set_accused(accused);
    const crypto::Signature signature = memory_.keys.signing.Sign(
        "dkg-complaint", place.config->hash(), ComplaintBody(place.index, accused));
    complaint.set_signature(signature.data(), signature.size());
    auto filed =
        reader_->connection().Call(*trustees_, &v1::Trustees::Stub::FileComplaint, request);
    return While(filed.ok() ? "a complaint was filed" : "a complaint could not be filed",
                 shares.status());
  }
  place.election->shares = *std::move(shares);
  if (auto status = vault_->Save(memory_); !status.ok()) return status;

  const crypto::Bytes record = crypto::SerializeCeremony(parameters, *commitments, *reveals);
  const crypto::Signature signature =
      crypto::ConfirmCeremony(memory_.keys.signing, parameters, record);
  v1::SubmitConfirmationRequest request;
  request.set_process(reader_->process());
  request.set_trustee(place.index);
  request.set_signature(signature.data(), signature.size());
  auto done =
      reader_->connection().Call(*trustees_, &v1::Trustees::Stub::SubmitConfirmation, request);
  if (!done.ok()) return done.status();
  return Did("confirmed the keys (round 3 of 3)");
}

absl::Status TrusteeClient::CheckShares(const Place& place,
                                        const ledger::Manifest& manifest) const {
  const auto& shares = place.election->shares;
  const auto& ballot_keys = manifest.trustee_ballot_keys(place.index);
  bool same = shares.size() == ballot_keys.size() + 1;
  for (std::size_t l = 0; same && l < ballot_keys.size(); ++l) {
    same = crypto::BaseMultiply(shares[l]) == ballot_keys[l];
  }
  if (!same || crypto::BaseMultiply(shares.back()) != manifest.trustee_lot_key(place.index)) {
    return absl::FailedPreconditionError(
        "the keys of the manifest are not those of the ceremony that this trustee took part in");
  }
  return absl::OkStatus();
}

absl::StatusOr<TrusteeStep> TrusteeClient::Approve() {
  auto place = FindPlace();
  if (!place.ok()) return place.status();
  auto sealed = reader_->ReadManifest(options_.pins);
  if (!sealed.ok()) return sealed.status();
  const ledger::Manifest& manifest = *sealed->manifest;
  if (manifest.frozen().hash() != place->config->hash()) {
    return NotAsPromised("the server showed two configurations");
  }
  auto& known = place->election->manifest_hash;
  if (known.has_value() && *known != manifest.hash()) {
    return NotAsPromised("this trustee has signed another manifest of this configuration");
  }
  if (auto status = CheckShares(*place, manifest); !status.ok()) return status;
  const ledger::Party party{ledger::PartyRole::kTrustee, static_cast<std::uint8_t>(place->index)};
  const bool signed_already =
      std::any_of(sealed->approvals.begin(), sealed->approvals.end(),
                  [&](const auto& approval) { return approval.party == party; });
  if (!known.has_value()) {
    known = manifest.hash();
    place->election->ceremony.clear();
    place->election->ceremony.shrink_to_fit();
    if (auto status = vault_->Save(memory_); !status.ok()) return status;
  }
  if (signed_already) return Finished();
  auto missing = SubmitApproval(*reader_, manifest, party, memory_.keys.signing);
  if (!missing.ok()) return missing.status();
  return TrusteeStep{fmt::format("signed the manifest {}; {} signatures are missing",
                                 crypto::ToHex(manifest.hash()), *missing),
                     true};
}

absl::Status TrusteeClient::Refresh() {
  auto place = FindPlace();
  if (!place.ok()) return place.status();
  if (!place->election->manifest_hash.has_value()) {
    return absl::FailedPreconditionError("this trustee has not signed the manifest");
  }
  Pins pins = options_.pins;
  pins.manifest_hash = place->election->manifest_hash;
  const auto progress = ProgressOf("verifying the log");
  if (log_.has_value()) return log_->Update(options_.threads, progress);
  auto log = LogReplica::Download(reader_, pins, options_.threads, progress);
  if (!log.ok()) return log.status();
  log_ = *std::move(log);
  return absl::OkStatus();
}

absl::StatusOr<v1::Count> TrusteeClient::GetCount() const {
  v1::GetCountRequest request;
  request.set_process(reader_->process());
  return reader_->connection().Call(*trustees_, &v1::Trustees::Stub::GetCount, request);
}

absl::StatusOr<TrusteeStep> TrusteeClient::SignClosing() {
  auto place = FindPlace();
  if (!place.ok()) return place.status();
  if (auto status = Refresh(); !status.ok()) return status;
  auto closing = log_->ReadClosing();
  if (!closing.ok()) return Nothing();
  auto count = GetCount();
  if (!count.ok()) return count.status();
  const auto& signers = count->closing_signers();
  if (std::find(signers.begin(), signers.end(), place->index) != signers.end()) return Finished();
  if (!log_->faults().empty() && !options_.despite_faults) {
    return absl::FailedPreconditionError(fmt::format(
        "the log has {} records that should not have been admitted, the first is {}: {}; they do "
        "not change the count, but a trustee signs such a log only when told to",
        log_->faults().size(), log_->faults()[0].index, log_->faults()[0].reason));
  }
  const crypto::Signature signature = ledger::SignClosing(
      memory_.keys.signing, log_->manifest().hash(), closing->index, closing->root);
  v1::SignClosingRequest request;
  request.set_process(reader_->process());
  request.set_trustee(place->index);
  request.set_signature(signature.data(), signature.size());
  auto done = reader_->connection().Call(*trustees_, &v1::Trustees::Stub::SignClosing, request);
  if (!done.ok()) return done.status();
  return TrusteeStep{
      fmt::format("verified {} records and signed the closing", log_->leaves().size()), true};
}

absl::StatusOr<TrusteeStep> TrusteeClient::Mix() {
  auto place = FindPlace();
  if (!place.ok()) return place.status();
  if (auto status = Refresh(); !status.ok()) return status;
  const auto closed_at = log_->state().closed_at();
  if (!closed_at.has_value()) return Nothing();
  const std::uint64_t mixing_time = *closed_at + log_->manifest().config().complaint_seconds();
  if (static_cast<std::uint64_t>(absl::ToUnixSeconds(absl::Now())) < mixing_time) return Nothing();
  auto count = GetCount();
  if (!count.ok()) return count.status();
  if (static_cast<std::uint32_t>(count->closing_signers_size()) < log_->manifest().threshold()) {
    return Nothing();
  }
  TrusteeStep step{{}, true};
  for (const ContestId contest : ContestsOf(log_->manifest())) {
    const auto& known = log_->state().artefacts(contest);
    if (!log_->state().IsCounted(contest) || known.mixes.size() >= log_->manifest().threshold()) {
      continue;
    }
    step.finished = false;
    if (HasTrustee(known.mixes, place->index)) continue;
    if (auto status = MixContest(*place, contest); !status.ok()) {
      if (!IsTurnOfOthers(status)) return status;
      continue;
    }
    step.did +=
        fmt::format("{}mixed contest {}", step.did.empty() ? "" : ", ", ledger::Number(contest));
    if (auto status = Refresh(); !status.ok()) return status;
  }
  return step;
}

absl::Status TrusteeClient::MixContest(const Place& place, ContestId contest) {
  const std::uint32_t number = ledger::Number(contest);
  auto counter = log_->Count(contest, options_.threads,
                             ProgressOf(fmt::format("verifying the mixes of contest {}", number)));
  if (!counter.ok()) return counter.status();
  const std::uint32_t position = counter->mixes() + 1;
  const crypto::Mix mix = crypto::ShuffleFast(
      ledger::MixStatement(log_->manifest(), contest, position), counter->current(),
      options_.threads, ProgressOf(fmt::format("mixing contest {}", number)));
  return Upload(place, contest, ledger::ArtefactKind::kMix, position, mix.Serialize());
}

absl::StatusOr<TrusteeStep> TrusteeClient::Decrypt() {
  auto place = FindPlace();
  if (!place.ok()) return place.status();
  if (auto status = Refresh(); !status.ok()) return status;
  if (!log_->state().closed_at().has_value()) return Nothing();
  const ledger::Manifest& manifest = log_->manifest();
  TrusteeStep step{{}, true};
  for (const ContestId contest : ContestsOf(manifest)) {
    const auto& state = log_->state();
    const auto& known = state.artefacts(contest);
    const auto wanted = [&](const std::vector<ledger::AnnouncedArtefact>& list) {
      return list.size() < manifest.threshold();
    };
    const bool lots = manifest.contest(contest).rule().tie_break() == v1::TIE_BREAK_LOT &&
                      !state.HasTooFewBallots(contest) && wanted(known.lots);
    const bool decryptions = state.IsCounted(contest) && wanted(known.decryptions);
    if (!lots && !decryptions) continue;
    step.finished = false;
    if (decryptions && wanted(known.mixes)) continue;
    const bool my_decryption = decryptions && !HasTrustee(known.decryptions, place->index);
    const bool my_lot = lots && !HasTrustee(known.lots, place->index);
    if (!my_decryption && !my_lot) continue;
    if (auto status = DecryptContest(*place, contest, my_decryption, my_lot); !status.ok()) {
      if (!IsTurnOfOthers(status)) return status;
      continue;
    }
    step.did += fmt::format("{}decrypted contest {}", step.did.empty() ? "" : ", ",
                            ledger::Number(contest));
    if (auto status = Refresh(); !status.ok()) return status;
  }
  return step;
}

absl::Status TrusteeClient::DecryptContest(const Place& place, ContestId contest, bool decryption,
                                           bool lot) {
  const ledger::Manifest& manifest = log_->manifest();
  const std::uint32_t number = ledger::Number(contest);
  auto counter = log_->Count(contest, options_.threads,
                             ProgressOf(fmt::format("verifying the mixes of contest {}", number)));
  if (!counter.ok()) return counter.status();
  const auto& shares = place.election->shares;
  const std::span<const crypto::Scalar> all(shares.data(), shares.size());
  if (decryption) {
    const crypto::Hash256 digest = DigestOf(counter->current().a);
    const auto [known, fresh] = place.election->decrypted.try_emplace(number, digest);
    if (!fresh && known->second != digest) {
      return absl::FailedPreconditionError(fmt::format(
          "this trustee has decrypted contest {} once, and other ciphertexts than these", number));
    }
    if (auto status = vault_->Save(memory_); !status.ok()) return status;
    const crypto::PartialDecryption partial = crypto::DecryptPartiallyFast(
        ledger::DecryptionStatementOf(manifest, contest, place.index), all.first(manifest.width()),
        counter->current().a, options_.threads,
        ProgressOf(fmt::format("decrypting contest {}", number)));
    auto status =
        Upload(place, contest, ledger::ArtefactKind::kDecryption, place.index, partial.Serialize());
    if (!status.ok()) return status;
  }
  if (!lot) return absl::OkStatus();
  const crypto::Point point = crypto::LotPoint(manifest.hash(), ledger::LotPurpose(contest));
  const crypto::PartialDecryption partial = crypto::DecryptPartially(
      ledger::LotStatement(manifest, contest, place.index), all.last(1), {&point, 1});
  return Upload(place, contest, ledger::ArtefactKind::kLot, place.index, partial.Serialize());
}

absl::StatusOr<TrusteeStep> TrusteeClient::Tally() {
  auto place = FindPlace();
  if (!place.ok()) return place.status();
  if (auto status = Refresh(); !status.ok()) return status;
  if (!log_->state().closed_at().has_value()) return Nothing();
  TrusteeStep step{{}, true};
  for (const v1::ContestConfig& contest : log_->manifest().config().contests()) {
    const ContestId id{contest.number()};
    if (log_->state().artefacts(id).outcome.has_value()) continue;
    auto status = TallyContest(*place, contest);
    if (status.ok()) {
      step.did += fmt::format("{}signed the outcome of contest {}", step.did.empty() ? "" : ", ",
                              contest.id());
      continue;
    }
    step.finished = false;
    if (!IsTurnOfOthers(status) && status.code() != absl::StatusCode::kFailedPrecondition) {
      return status;
    }
  }
  return step;
}

absl::Status TrusteeClient::TallyContest(const Place& place, const v1::ContestConfig& contest) {
  const ContestId id{contest.number()};
  auto counter =
      log_->Count(id, options_.threads,
                  ProgressOf(fmt::format("verifying the count of contest {}", contest.id())));
  if (!counter.ok()) return counter.status();
  auto files = counter->Tally();
  if (!files.ok()) return files.status();
  v1::GetTallyRequest get;
  get.set_contest(fmt::format("{}/contests/{}", reader_->process(), contest.id()));
  auto tally = reader_->connection().Call(*tallies_, &v1::Tallies::Stub::GetTally, get);
  if (!tally.ok()) return tally.status();
  if (tally->outcome() != files->outcome || tally->pabulib() != files->pabulib ||
      tally->ballots() != crypto::AsText(files->ballots)) {
    return NotAsPromised(fmt::format(
        "the server's outcome of contest {} is not what the ballots come to", contest.id()));
  }
  v1::SignTallyRequest request;
  request.set_contest(get.contest());
  request.set_trustee(place.index);
  const std::array<std::pair<ledger::ArtefactKind, crypto::ByteView>, 3> published{{
      {ledger::ArtefactKind::kBallots, files->ballots},
      {ledger::ArtefactKind::kPabulib, crypto::AsBytes(files->pabulib)},
      {ledger::ArtefactKind::kOutcome, crypto::AsBytes(files->outcome)},
  }};
  for (const auto& [kind, bytes] : published) {
    const crypto::Signature signature = SignArtefact({id,
                                                      kind,
                                                      0,
                                                      bytes.size(),
                                                      crypto::Sha256(bytes),
                                                      static_cast<std::uint8_t>(place.index),
                                                      {}});
    request.add_signatures(signature.data(), signature.size());
  }
  return reader_->connection()
      .Call(*tallies_, &v1::Tallies::Stub::SignTally, request, kUploadTime)
      .status();
}

crypto::Signature TrusteeClient::SignArtefact(const ledger::ArtefactLeaf& artefact) const {
  const ledger::Leaf leaf{log_->manifest().hash(), artefact};
  return memory_.keys.signing.Sign(ledger::SignaturePurpose(leaf.body), leaf.manifest_hash,
                                   ledger::SignedPart(leaf));
}

absl::Status TrusteeClient::Upload(const Place& place, ContestId contest, ledger::ArtefactKind kind,
                                   std::uint32_t index, const crypto::Bytes& file) {
  const crypto::Hash256 sha256 = crypto::Sha256(file);
  const crypto::Signature signature = SignArtefact(
      {contest, kind, index, file.size(), sha256, static_cast<std::uint8_t>(place.index), {}});
  grpc::ClientContext context;
  reader_->connection().Prepare(context, kUploadTime);
  v1::SubmitArtefactResponse response;
  auto writer = trustees_->SubmitArtefact(&context, &response);
  v1::SubmitArtefactRequest request;
  v1::ArtefactHeader& header = *request.mutable_header();
  header.set_process(reader_->process());
  header.set_contest(ledger::Number(contest));
  header.set_kind(static_cast<v1::ArtefactKind>(kind));
  header.set_index(index);
  header.set_trustee(place.index);
  header.set_size(file.size());
  header.set_sha256(sha256.data(), sha256.size());
  header.set_signature(signature.data(), signature.size());
  const auto progress = ProgressOf("handing in");
  bool writing = writer->Write(request);
  for (std::size_t sent = 0; writing && sent < file.size();) {
    request.Clear();
    const std::size_t size = std::min(kPieceBytes, file.size() - sent);
    request.set_data(file.data() + sent, size);
    writing = writer->Write(request);
    sent += size;
    progress(static_cast<double>(sent) / static_cast<double>(file.size()));
  }
  writer->WritesDone();
  return FromGrpc(writer->Finish());
}

absl::StatusOr<TrusteeStep> TrusteeClient::Next() {
  using Stage = absl::StatusOr<TrusteeStep> (TrusteeClient::*)();
  constexpr std::array<Stage, 6> kStages{&TrusteeClient::Ceremony,    &TrusteeClient::Approve,
                                         &TrusteeClient::SignClosing, &TrusteeClient::Mix,
                                         &TrusteeClient::Decrypt,     &TrusteeClient::Tally};
  for (const Stage stage : kStages) {
    if (stage == &TrusteeClient::SignClosing) {
      auto process = reader_->Describe();
      if (!process.ok()) return process.status();
      // A false word here makes the trustee wait, nothing more.
      if (process->phase() < v1::PHASE_CLOSED) return Nothing();
    }
    if (stage == &TrusteeClient::Approve && !options_.pins.manifest_hash.has_value()) {
      auto place = FindPlace();
      if (!place.ok()) return place.status();
      if (!place->election->manifest_hash.has_value()) {
        return absl::FailedPreconditionError(
            "the manifest awaits this trustee's signature: a person reads it first");
      }
    }
    auto step = (this->*stage)();
    if (!step.ok()) return step;
    const bool last = stage == kStages.back();
    if (!step->did.empty() || !step->finished || last) {
      step->finished = step->finished && last;
      return step;
    }
  }
  return Nothing();
}

}  // namespace urna::client
