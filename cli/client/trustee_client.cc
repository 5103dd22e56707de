#include "cli/client/trustee_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/client/closings.h"
#include "cli/client/time_text.h"
#include "cli/client/trustee_steps.h"
#include "crypto/accelerated_decryption.h"
#include "crypto/accelerated_shuffle.h"
#include "crypto/decryption.h"
#include "crypto/hash.h"
#include "crypto/shuffle.h"
#include "ledger/closing.h"
#include "ledger/errors.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

using ledger::ContestId;

// Somebody else was faster, or it is not this trustee's turn: look again.
bool IsTurnOfOthers(const absl::Status& status) {
  const std::string reason = ledger::ReasonOf(status);
  return reason == "WRONG_ORDER" || reason == "ALREADY_THERE";
}

// What a decryption is of: the first column of the last mix.
crypto::Hash256 DigestOf(const std::vector<crypto::Point>& column) {
  crypto::Bytes bytes;
  for (const crypto::Point& point : column) crypto::Append(bytes, point.bytes());
  return crypto::Sha256(bytes);
}

// Whether an artefact of the trustee was found right.
bool HasOneOf(const std::vector<ledger::AnnouncedArtefact>& artefacts, std::uint32_t trustee) {
  return std::any_of(artefacts.begin(), artefacts.end(),
                     [&](const auto& one) { return one.trustee == trustee; });
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

absl::Status TrusteeClient::Refresh() {
  auto place = FindOwnPlace();
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

absl::StatusOr<TrusteeStep> TrusteeClient::SignClosing() {
  auto place = FindOwnPlace();
  if (!place.ok()) return place.status();
  if (auto status = Refresh(); !status.ok()) return status;
  auto closing = log_->ReadClosing();
  if (!closing.ok()) return Nothing();
  const ledger::Manifest& manifest = log_->manifest();
  const crypto::Hash256 hash = ledger::ClosingHash(manifest.hash(), *closing);
  std::optional<SignedClosing>& known = place->election->closing;
  if (known.has_value() && known->closing != *closing) {
    return NotAsPromised(fmt::format(
        "the log has forked: this trustee has signed the closing {} (record {}), and is shown the "
        "closing {} (record {}); keep both, they prove it",
        ledger::ClosingGroups(ledger::ClosingHash(manifest.hash(), known->closing)),
        known->closing.index, ledger::ClosingGroups(hash), closing->index));
  }
  const std::uint64_t now = Seconds(options_.now());
  if (now < manifest.config().closing_time()) {
    return Waits(fmt::format("voting lasts until {}: no trustee signs a closing before",
                             TimeText(manifest.config().closing_time())));
  }
  auto count = ReadCount(*reader_);
  if (!count.ok()) return count.status();
  if (!known.has_value()) {
    if (!options_.despite_faults) {
      if (auto status = log_->CheckNoFaults(); !status.ok()) return status;
    }
    if (auto status = CheckCosigned(manifest, *closing, *count); !status.ok()) return status;
    if (!options_.confirm_closing) {
      return absl::FailedPreconditionError(
          "the closing awaits this trustee's signature: people compare it aloud first");
    }
    auto confirmed = options_.confirm_closing(*log_, hash);
    if (!confirmed.ok()) return confirmed.status();
    if (!*confirmed) {
      return absl::FailedPreconditionError(fmt::format(
          "the closing of this log is {}, not the one that was given: nothing is signed",
          ledger::ClosingGroups(hash)));
    }
    known = SignedClosing{*closing, now};
    if (auto status = vault_->Save(memory_); !status.ok()) return status;
  } else {
    const auto& signatures = count->closing_signatures();
    const bool there = std::any_of(signatures.begin(), signatures.end(), [&](const auto& one) {
      return one.role() == v1::MANIFEST_ROLE_TRUSTEE && one.index() == place->index;
    });
    if (there) return Finished();
  }
  const crypto::Signature signature =
      ledger::SignClosing(memory_.keys.signing, manifest.hash(), *closing);
  v1::SignClosingRequest request;
  request.set_process(reader_->process());
  request.set_role(v1::MANIFEST_ROLE_TRUSTEE);
  request.set_index(place->index);
  request.set_signature(signature.data(), signature.size());
  auto done = reader_->connection().Call(*trustees_, &v1::Trustees::Stub::SignClosing, request);
  if (!done.ok()) return done.status();
  return Did(fmt::format("verified {} and signed the closing {}",
                         ledger::Counted(log_->leaves().size(), "record", "records"),
                         ledger::ClosingGroups(hash)),
             true);
}

absl::StatusOr<std::string> TrusteeClient::WaitsFor(const Place& place,
                                                    const v1::Count& count) const {
  const std::optional<SignedClosing>& own = place.election->closing;
  if (!own.has_value()) return std::string("this trustee has not signed the closing");
  auto closing = log_->ReadClosing();
  if (!closing.ok()) return closing.status();
  if (*closing != own->closing) {
    return NotAsPromised("the log has forked: its closing is not the one that this trustee signed");
  }
  const ledger::Manifest& manifest = log_->manifest();
  std::vector<ledger::ClosingSignature> signatures;
  for (const auto& one : count.closing_signatures()) {
    auto out = ReadClosingSignature(one);
    if (!out.ok()) continue;
    const bool repeated = std::any_of(signatures.begin(), signatures.end(),
                                      [&](const auto& known) { return known.party == out->party; });
    if (!repeated && ledger::VerifyClosing(manifest, out->party, *closing, out->signature)) {
      signatures.push_back(*out);
    }
  }
  const ledger::MissingClosings missing = ledger::MissingOf(manifest, signatures);
  if (!missing.none()) {
    return fmt::format("{} and {} must still sign the closing",
                       ledger::Counted(missing.trustees, "trustee", "trustees"),
                       ledger::Counted(missing.authorities, "authority", "authorities"));
  }
  if (auto status = CheckCosigned(manifest, *closing, count); !status.ok()) return status;
  const std::uint64_t from = own->time + manifest.config().complaint_seconds();
  if (Seconds(options_.now()) < from) {
    return fmt::format("complaints are heard until {}", TimeText(from));
  }
  return std::string();
}

absl::StatusOr<std::variant<TrusteeClient::Place, TrusteeStep>> TrusteeClient::BeginCounting() {
  auto place = FindOwnPlace();
  if (!place.ok()) return place.status();
  if (auto status = Refresh(); !status.ok()) return status;
  if (!log_->state().closed_at().has_value()) return Nothing();
  auto count = ReadCount(*reader_);
  if (!count.ok()) return count.status();
  auto waits = WaitsFor(*place, *count);
  if (!waits.ok()) return waits.status();
  if (!waits->empty()) return Waits(*waits);
  return *place;
}

absl::StatusOr<TrusteeStep> TrusteeClient::Mix() {
  auto counting = BeginCounting();
  if (!counting.ok()) return counting.status();
  if (const auto* instead = std::get_if<TrusteeStep>(&*counting)) return *instead;
  const Place& place = std::get<Place>(*counting);
  TrusteeStep step = Finished();
  for (std::uint32_t number = 0; number < log_->manifest().contests(); ++number) {
    const ContestId contest{number};
    if (!log_->state().IsCounted(contest)) continue;
    auto walk = WalkTo(LogReplica::Until::kMixes, contest);
    if (!walk.ok()) return walk.status();
    if ((*walk)->counter().mixes() >= log_->manifest().threshold()) continue;
    step.finished = false;
    const auto& mixers = log_->state().artefacts(contest).mixers;
    if (std::find(mixers.begin(), mixers.end(), place.index) != mixers.end()) continue;
    if (auto status = MixContest(place, contest); !status.ok()) {
      if (!IsTurnOfOthers(status)) return status;
      continue;
    }
    step.did +=
        fmt::format("{}mixed contest {}", step.did.empty() ? "" : ", ", ledger::Number(contest));
    if (auto status = Refresh(); !status.ok()) return status;
  }
  return step;
}

absl::StatusOr<ledger::ArtefactWalk*> TrusteeClient::WalkTo(LogReplica::Until until,
                                                            ContestId contest) {
  return log_->Walk(contest, until, options_.threads,
                    ProgressOf(fmt::format("verifying the {} of contest {}",
                                           until == LogReplica::Until::kMixes ? "mixes" : "count",
                                           ledger::Number(contest))));
}

absl::Status TrusteeClient::MixContest(const Place& place, ContestId contest) {
  const std::uint32_t number = ledger::Number(contest);
  auto walk = WalkTo(LogReplica::Until::kMixes, contest);
  if (!walk.ok()) return walk.status();
  const ledger::ContestCounter& counter = (*walk)->counter();
  const crypto::Mix mix = crypto::ShuffleFast(
      ledger::MixStatement(log_->manifest(), *log_->state().closing_hash(), contest,
                           counter.last_mix()),
      counter.current(), options_.threads, ProgressOf(fmt::format("mixing contest {}", number)));
  const crypto::Bytes file = mix.Serialize();
  (*walk)->MarkOwn(crypto::Sha256(file));
  return Upload(place, contest, ledger::ArtefactKind::kMix, counter.last_mix(), file);
}

absl::StatusOr<TrusteeStep> TrusteeClient::Decrypt() {
  auto counting = BeginCounting();
  if (!counting.ok()) return counting.status();
  if (const auto* instead = std::get_if<TrusteeStep>(&*counting)) return *instead;
  const Place& place = std::get<Place>(*counting);
  const ledger::Manifest& manifest = log_->manifest();
  TrusteeStep step = Finished();
  for (std::uint32_t number = 0; number < manifest.contests(); ++number) {
    const ContestId contest{number};
    auto walk = WalkTo(LogReplica::Until::kShares, contest);
    if (!walk.ok()) return walk.status();
    const ledger::ContestCounter& counter = (*walk)->counter();
    const bool lots = manifest.contest(contest).rule().tie_break() == v1::TIE_BREAK_LOT &&
                      !log_->state().HasTooFewBallots(contest) &&
                      counter.lots() < manifest.threshold();
    const bool decryptions =
        log_->state().IsCounted(contest) && counter.decryptions() < manifest.threshold();
    if (!lots && !decryptions) continue;
    step.finished = false;
    if (decryptions && counter.mixes() < manifest.threshold()) continue;
    const ledger::ContestArtefacts& there = log_->state().artefacts(contest);
    const bool my_decryption = decryptions && !HasOneOf(there.decryptions, place.index);
    const bool my_lot = lots && !HasOneOf(there.lots, place.index);
    if (!my_decryption && !my_lot) continue;
    if (auto status = DecryptContest(place, contest, my_decryption, my_lot); !status.ok()) {
      if (!IsTurnOfOthers(status)) return status;
      continue;
    }
    step.did += fmt::format("{}decrypted contest {}", step.did.empty() ? "" : ", ", number);
    if (auto status = Refresh(); !status.ok()) return status;
  }
  return step;
}

absl::Status TrusteeClient::DecryptContest(const Place& place, ContestId contest, bool decryption,
                                           bool lot) {
  const ledger::Manifest& manifest = log_->manifest();
  const crypto::Hash256& closing_hash = *log_->state().closing_hash();
  const std::uint32_t number = ledger::Number(contest);
  auto walk = WalkTo(LogReplica::Until::kMixes, contest);
  if (!walk.ok()) return walk.status();
  const ledger::ContestCounter& counter = (*walk)->counter();
  const auto& shares = place.election->shares;
  const std::span<const crypto::Scalar> all(shares.data(), shares.size());
  if (decryption) {
    const crypto::Hash256 digest = DigestOf(counter.current().a);
    const auto [known, fresh] = place.election->decrypted.try_emplace(number, digest);
    if (!fresh && known->second != digest) {
      return absl::FailedPreconditionError(fmt::format(
          "this trustee has decrypted contest {} once, and other ciphertexts than these", number));
    }
    if (auto status = vault_->Save(memory_); !status.ok()) return status;
    const crypto::PartialDecryption partial = crypto::DecryptPartiallyFast(
        ledger::DecryptionStatementOf(manifest, closing_hash, contest, place.index),
        all.first(manifest.width()), counter.current().a, options_.threads,
        ProgressOf(fmt::format("decrypting contest {}", number)));
    const crypto::Bytes file = partial.Serialize();
    (*walk)->MarkOwn(crypto::Sha256(file));
    auto status =
        Upload(place, contest, ledger::ArtefactKind::kDecryption, counter.last_mix(), file);
    if (!status.ok()) return status;
  }
  if (!lot) return absl::OkStatus();
  const crypto::Point point = crypto::LotPoint(manifest.hash(), ledger::LotPurpose(contest));
  const crypto::PartialDecryption partial = crypto::DecryptPartially(
      ledger::LotStatement(manifest, closing_hash, contest, place.index), all.last(1), {&point, 1});
  return Upload(place, contest, ledger::ArtefactKind::kLot, place.index, partial.Serialize());
}

absl::StatusOr<TrusteeStep> TrusteeClient::Tally() {
  auto counting = BeginCounting();
  if (!counting.ok()) return counting.status();
  if (const auto* instead = std::get_if<TrusteeStep>(&*counting)) return *instead;
  const Place& place = std::get<Place>(*counting);
  TrusteeStep step = Finished();
  for (std::uint32_t number = 0; number < log_->manifest().contests(); ++number) {
    const v1::ContestConfig& contest = log_->manifest().contest(ContestId{number});
    auto there = HasOutcome(ContestId{number});
    if (!there.ok()) return there.status();
    if (*there) continue;
    auto status = TallyContest(place, contest);
    if (status.ok()) {
      step.did += fmt::format("{}signed the outcome of contest {}", step.did.empty() ? "" : ", ",
                              contest.id());
      status = Refresh();
      if (!status.ok()) return status;
      there = HasOutcome(ContestId{number});
      if (!there.ok()) return there.status();
      if (*there) continue;
    }
    step.finished = false;
    if (!status.ok() && !IsTurnOfOthers(status) &&
        status.code() != absl::StatusCode::kFailedPrecondition) {
      return status;
    }
  }
  return step;
}

absl::StatusOr<bool> TrusteeClient::HasOutcome(ContestId contest) {
  auto walk = WalkTo(LogReplica::Until::kResults, contest);
  if (!walk.ok()) return walk.status();
  const ledger::ContestArtefacts& right = log_->state().artefacts(contest);
  const bool all = right.ballots.has_value() && right.pabulib.has_value();
  return right.outcome.has_value() && (all || log_->state().HasTooFewBallots(contest));
}

absl::Status TrusteeClient::TallyContest(const Place& place, const v1::ContestConfig& contest) {
  const ContestId id{contest.number()};
  auto walk = WalkTo(LogReplica::Until::kShares, id);
  if (!walk.ok()) return walk.status();
  auto files = (*walk)->counter().Tally();
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
  std::vector<std::pair<ledger::ArtefactKind, crypto::ByteView>> published;
  if (!files->too_few_ballots) {
    published = {{ledger::ArtefactKind::kBallots, files->ballots},
                 {ledger::ArtefactKind::kPabulib, crypto::AsBytes(files->pabulib)}};
  }
  published.emplace_back(ledger::ArtefactKind::kOutcome, crypto::AsBytes(files->outcome));
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
  return memory_.keys.signing.Sign(ledger::SignaturePurpose(leaf.body),
                                   *log_->state().closing_hash(), ledger::SignedPart(leaf));
}

absl::Status TrusteeClient::Upload(const Place& place, ContestId contest, ledger::ArtefactKind kind,
                                   std::uint64_t index, const crypto::Bytes& file) {
  const crypto::Hash256 sha256 = crypto::Sha256(file);
  const auto named = static_cast<std::uint32_t>(index);
  const crypto::Signature signature = SignArtefact(
      {contest, kind, named, file.size(), sha256, static_cast<std::uint8_t>(place.index), {}});
  grpc::ClientContext context;
  reader_->connection().Prepare(context, kUploadTime);
  v1::SubmitArtefactResponse response;
  auto writer = trustees_->SubmitArtefact(&context, &response);
  v1::SubmitArtefactRequest request;
  v1::ArtefactHeader& header = *request.mutable_header();
  header.set_process(reader_->process());
  header.set_contest(ledger::Number(contest));
  header.set_kind(static_cast<v1::ArtefactKind>(kind));
  header.set_index(named);
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
      auto place = FindOwnPlace();
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
