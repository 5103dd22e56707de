#include "ledger/count.h"

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

constexpr std::string_view kClosePurpose = "close";
constexpr std::string_view kClosingsMagic = "URNACLS1";
// A lot raises one point to one key.
constexpr std::size_t kLotSize = 1;

crypto::Bytes ClosingBody(std::uint64_t close_index, const crypto::Hash256& root) {
  crypto::Bytes body;
  crypto::AppendLe64(body, close_index);
  crypto::Append(body, root);
  return body;
}

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

std::string MixContext(ContestId contest, std::uint32_t position) {
  return Concat("contest:", Number(contest), "/mix:", position);
}
std::string DecryptionContext(ContestId contest) {
  return Concat("contest:", Number(contest), "/decrypt");
}
std::string LotPurpose(ContestId contest) { return Concat("tie:", Number(contest)); }
std::string LotContext(ContestId contest) { return Concat("lot:", LotPurpose(contest)); }

crypto::ShuffleStatement MixStatement(const Manifest& manifest, ContestId contest,
                                      std::uint32_t position) {
  return {manifest.hash(), MixContext(contest, position), manifest.ballot_keys()};
}

crypto::DecryptionStatement DecryptionStatementOf(const Manifest& manifest, ContestId contest,
                                                  std::uint32_t trustee) {
  return {manifest.hash(), DecryptionContext(contest), trustee,
          manifest.trustee_ballot_keys(trustee)};
}

crypto::DecryptionStatement LotStatement(const Manifest& manifest, ContestId contest,
                                         std::uint32_t trustee) {
  return {manifest.hash(), LotContext(contest), trustee, {manifest.trustee_lot_key(trustee)}};
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
      return absl::InternalError(Concat("record ", selected[i], " was selected and is no ballot"));
    }
    auto content = DecodeBallot(*ballot);
    if (!content.ok()) return content.status();
    list.Set(i, content->ciphertext);
  }
  return list;
}

crypto::Signature SignClosing(const crypto::SigningKey& key, const crypto::Hash256& manifest_hash,
                              std::uint64_t close_index, const crypto::Hash256& root) {
  return key.Sign(kClosePurpose, manifest_hash, ClosingBody(close_index, root));
}

bool VerifyClosing(const Manifest& manifest, std::uint32_t trustee, std::uint64_t close_index,
                   const crypto::Hash256& root, const crypto::Signature& signature) {
  if (trustee < 1 || trustee > manifest.trustees()) return false;
  const crypto::VerifyingKey* key =
      manifest.key({PartyRole::kTrustee, static_cast<std::uint8_t>(trustee)});
  return key->Verify(kClosePurpose, manifest.hash(), ClosingBody(close_index, root), signature);
}

crypto::Bytes SerializeClosings(std::vector<ClosingSignature> signatures) {
  std::sort(signatures.begin(), signatures.end(),
            [](const auto& a, const auto& b) { return a.trustee < b.trustee; });
  crypto::Bytes file;
  crypto::Append(file, crypto::AsBytes(kClosingsMagic));
  for (const auto& [trustee, signature] : signatures) {
    file.push_back(trustee);
    crypto::Append(file, signature);
  }
  return file;
}

absl::Status VerifyClosings(const Manifest& manifest, std::uint64_t close_index,
                            const crypto::Hash256& root, crypto::ByteView file) {
  crypto::ByteReader reader(file);
  if (crypto::AsText(reader.Take(kClosingsMagic.size())) != kClosingsMagic) {
    return absl::InvalidArgumentError("close: does not begin with URNACLS1");
  }
  std::uint32_t count = 0;
  for (std::uint8_t previous = 0; reader.remaining() > 0; ++count) {
    const std::uint8_t trustee = reader.U8();
    const auto signature = reader.Array<64>();
    if (!reader.ok() || trustee <= previous) {
      return absl::InvalidArgumentError("close: signatures must ascend by trustee, each once");
    }
    if (!VerifyClosing(manifest, trustee, close_index, root, signature)) {
      return absl::InvalidArgumentError(Concat("close: wrong signature of trustee ", trustee));
    }
    previous = trustee;
  }
  if (count < manifest.threshold()) {
    return absl::InvalidArgumentError(
        Concat("close: ", count, " trustees have signed, ", manifest.threshold(), " must"));
  }
  return absl::OkStatus();
}

ContestCounter::ContestCounter(std::shared_ptr<const Manifest> manifest, ContestId contest,
                               crypto::CiphertextList input, bool too_few, int threads,
                               Engine engine)
    : manifest_(std::move(manifest)),
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

absl::Status ContestCounter::AddMix(crypto::ByteView file) {
  if (current_.size() == 0 || too_few_ || !decryptions_.empty()) {
    return absl::FailedPreconditionError("mix: nothing is to be mixed");
  }
  const crypto::ShuffleStatement statement = MixStatement(*manifest_, contest_, mixes_ + 1);
  auto mix = engine_ == Engine::kAccelerated
                 ? crypto::ReadMixFast(statement, current_, file, threads_)
                 : ReadMix(statement, current_, file, threads_);
  if (!mix.ok()) return mix.status();
  current_ = std::move(mix->output);
  ++mixes_;
  return absl::OkStatus();
}

absl::Status ContestCounter::AddDecryption(std::uint32_t trustee, crypto::ByteView file) {
  if (current_.size() == 0 || too_few_ || mixes_ < manifest_->threshold()) {
    return absl::FailedPreconditionError("decryption: nothing is to be decrypted yet");
  }
  if (trustee < 1 || trustee > manifest_->trustees() || HasTrustee(decryptions_, trustee)) {
    return absl::InvalidArgumentError("decryption: no such trustee, or there is one of it already");
  }
  const crypto::DecryptionStatement statement =
      DecryptionStatementOf(*manifest_, contest_, trustee);
  auto partial = engine_ == Engine::kAccelerated
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
  if (auto s = crypto::VerifyPartialDecryption(LotStatement(*manifest_, contest_, trustee),
                                               {&point, 1}, *partial, threads_);
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
