#include "ledger/count.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "crypto/accelerated_decryption.h"
#include "crypto/accelerated_shuffle.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/tally.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

// A lot raises one point to one key.
constexpr std::size_t kLotSize = 1;

bool HasTrustee(const std::vector<crypto::PartialDecryption>& partials, std::uint32_t trustee) {
  return std::any_of(partials.begin(), partials.end(),
                     [&](const auto& partial) { return partial.trustee == trustee; });
}

// By the reference: parsed, then verified.
absl::StatusOr<crypto::Mix> ReadMix(const crypto::ShuffleStatement& statement,
                                    const crypto::CiphertextList& input, crypto::ByteView file,
                                    int threads) {
  auto mix = crypto::Mix::Parse(file, input.size(), input.width());
  if (!mix.ok()) return mix;
  if (auto s = crypto::VerifyShuffle(statement, input, *mix, threads); !s.ok()) return s;
  return mix;
}

absl::StatusOr<crypto::PartialDecryption> ReadPartialDecryption(
    const crypto::DecryptionStatement& statement, std::span<const crypto::Point> a,
    crypto::ByteView file, int threads) {
  auto partial = crypto::PartialDecryption::Parse(file, statement.trustee, a.size(),
                                                  statement.trustee_keys.size());
  if (!partial.ok()) return partial;
  if (auto s = crypto::VerifyPartialDecryption(statement, a, *partial, threads); !s.ok()) return s;
  return partial;
}

}  // namespace

std::string MixContext(ContestId contest, std::uint64_t input) {
  return fmt::format("contest:{}/mix:{}", Number(contest), input);
}
std::string DecryptionContext(ContestId contest) {
  return fmt::format("contest:{}/decrypt", Number(contest));
}
std::string LotPurpose(ContestId contest) { return fmt::format("tie:{}", Number(contest)); }
std::string LotContext(ContestId contest) { return fmt::format("lot:{}", LotPurpose(contest)); }

crypto::ShuffleStatement MixStatement(const Manifest& manifest, const crypto::Hash256& closing_hash,
                                      ContestId contest, std::uint64_t input) {
  return {closing_hash, MixContext(contest, input), manifest.ballot_keys()};
}

crypto::DecryptionStatement DecryptionStatementOf(const Manifest& manifest,
                                                  const crypto::Hash256& closing_hash,
                                                  ContestId contest, std::uint32_t trustee) {
  return {closing_hash, DecryptionContext(contest), trustee, manifest.trustee_ballot_keys(trustee)};
}

crypto::DecryptionStatement LotStatement(const Manifest& manifest,
                                         const crypto::Hash256& closing_hash, ContestId contest,
                                         std::uint32_t trustee) {
  return {closing_hash, LotContext(contest), trustee, {manifest.trustee_lot_key(trustee)}};
}

absl::StatusOr<crypto::CiphertextList> SelectedCiphertexts(const ElectionState& state,
                                                           ContestId contest,
                                                           const LeafReader& read) {
  const auto& selected = state.Selected(contest);
  crypto::CiphertextList list(selected.size(), state.manifest().width());
  for (std::size_t i = 0; i < selected.size(); ++i) {
    auto bytes = read(selected[i]);
    if (!bytes.ok()) return bytes.status();
    auto leaf = ParseLeaf(*bytes);
    if (!leaf.ok()) return leaf.status();
    const auto* ballot = std::get_if<BallotLeaf>(&leaf->body);
    if (ballot == nullptr || ballot->points.size() != state.manifest().width() + 1) {
      return absl::InternalError(
          fmt::format("record {} was selected and is no ballot", selected[i]));
    }
    // Only ballots whose encodings were verified are selected.
    list.a[i] = crypto::Point::FromVerified(ballot->points[0]);
    for (std::size_t l = 0; l < list.width(); ++l) {
      list.b[l][i] = crypto::Point::FromVerified(ballot->points[l + 1]);
    }
  }
  return list;
}

ContestCounter::ContestCounter(std::shared_ptr<const Manifest> manifest,
                               const crypto::Hash256& closing_hash, ContestId contest,
                               crypto::CiphertextList input, bool too_few, int threads,
                               Engine engine)
    : manifest_(std::move(manifest)),
      closing_hash_(closing_hash),
      contest_(contest),
      current_(std::move(input)),
      too_few_(too_few),
      threads_(threads),
      engine_(engine) {}

bool ContestCounter::needs_lot() const {
  return !too_few_ && manifest_->contest(contest_).rule().tie_break() == v1::TIE_BREAK_LOT;
}

bool ContestCounter::IsComplete() const {
  if (too_few_) return true;
  if (needs_lot() && lots_.size() < manifest_->threshold()) return false;
  return current_.size() == 0 ||
         (mixes_ >= manifest_->threshold() && decryptions_.size() >= manifest_->threshold());
}

absl::Status ContestCounter::AddMix(std::uint64_t record, crypto::ByteView file, Trust trust) {
  if (current_.size() == 0 || too_few_ || !decryptions_.empty()) {
    return absl::FailedPreconditionError("mix: nothing is to be mixed");
  }
  const crypto::ShuffleStatement statement =
      MixStatement(*manifest_, closing_hash_, contest_, last_mix_);
  auto mix = trust == Trust::kOwn ? crypto::Mix::Parse(file, current_.size(), manifest_->width())
             : engine_ == Engine::kAccelerated
                 ? crypto::ReadMixFast(statement, current_, file, threads_)
                 : ReadMix(statement, current_, file, threads_);
  if (!mix.ok()) return mix.status();
  current_ = std::move(mix->output);
  ++mixes_;
  last_mix_ = record;
  return absl::OkStatus();
}

absl::Status ContestCounter::AddDecryption(std::uint32_t trustee, crypto::ByteView file,
                                           Trust trust) {
  if (current_.size() == 0 || too_few_ || mixes_ < manifest_->threshold()) {
    return absl::FailedPreconditionError("decryption: nothing is to be decrypted yet");
  }
  if (trustee < 1 || trustee > manifest_->trustees() || HasTrustee(decryptions_, trustee)) {
    return absl::InvalidArgumentError("decryption: no such trustee, or there is one of it already");
  }
  const crypto::DecryptionStatement statement =
      DecryptionStatementOf(*manifest_, closing_hash_, contest_, trustee);
  auto partial = trust == Trust::kOwn ? crypto::PartialDecryption::Parse(
                                            file, trustee, current_.size(), manifest_->width())
                 : engine_ == Engine::kAccelerated
                     ? crypto::ReadPartialDecryptionFast(statement, current_.a, file, threads_)
                     : ReadPartialDecryption(statement, current_.a, file, threads_);
  if (!partial.ok()) return partial.status();
  decryptions_.push_back(std::move(*partial));
  return absl::OkStatus();
}

absl::Status ContestCounter::AddLot(std::uint32_t trustee, crypto::ByteView file) {
  if (!needs_lot()) return absl::FailedPreconditionError("lot: no lot is drawn for this contest");
  if (trustee < 1 || trustee > manifest_->trustees() || HasTrustee(lots_, trustee)) {
    return absl::InvalidArgumentError("lot: no such trustee, or there is one of it already");
  }
  auto partial = crypto::PartialDecryption::Parse(file, trustee, kLotSize, 1);
  if (!partial.ok()) return partial.status();
  const crypto::Point point = crypto::LotPoint(manifest_->hash(), LotPurpose(contest_));
  if (auto s = crypto::VerifyPartialDecryption(
          LotStatement(*manifest_, closing_hash_, contest_, trustee), {&point, 1}, *partial,
          threads_);
      !s.ok()) {
    return s;
  }
  lots_.push_back(std::move(*partial));
  return absl::OkStatus();
}

absl::StatusOr<TallyFiles> ContestCounter::Tally() const {
  if (!IsComplete()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "NOT_COMPLETE",
                   "mixes, decryptions or lots are missing");
  }
  if (too_few_) return TooFewBallots(*manifest_, contest_, current_.size());
  std::vector<std::vector<crypto::Point>> points(manifest_->width());
  if (current_.size() > 0) {
    const std::uint32_t threshold = manifest_->threshold();
    auto combined =
        engine_ == Engine::kAccelerated
            ? crypto::CombineDecryptionsFast(current_, decryptions_, threshold, threads_)
            : crypto::CombineDecryptions(current_, decryptions_, threshold, threads_);
    if (!combined.ok()) return combined.status();
    points = std::move(*combined);
  }
  std::optional<crypto::Hash256> seed;
  if (needs_lot()) {
    auto drawn =
        crypto::LotSeed(manifest_->hash(), LotPurpose(contest_), lots_, manifest_->threshold());
    if (!drawn.ok()) return drawn.status();
    seed = *drawn;
  }
  return TallyBallots(*manifest_, contest_, points, seed, threads_);
}

std::uint64_t ArtefactSize(const Manifest& manifest, ArtefactKind kind, std::uint64_t ballots) {
  switch (kind) {
    case ArtefactKind::kMix:
      return crypto::MixFileSize(ballots, manifest.width());
    case ArtefactKind::kDecryption:
      return crypto::PartialDecryptionFileSize(ballots, manifest.width());
    case ArtefactKind::kLot:
      return crypto::PartialDecryptionFileSize(kLotSize, 1);
    case ArtefactKind::kBallots:
    case ArtefactKind::kPabulib:
    case ArtefactKind::kOutcome:
      break;
  }
  return 0;
}

}  // namespace urna::ledger
