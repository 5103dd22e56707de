#include "ledger/artefact_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "crypto/hash.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

std::string Blame(const ArtefactLeaf& leaf, const absl::Status& why) {
  return fmt::format("trustee {}: its file does not hold: {}", leaf.trustee, MessageOf(why));
}

}  // namespace

void ArtefactIndex::Add(std::uint64_t record, crypto::ByteView bytes) {
  auto leaf = ParseLeaf(bytes);
  if (!leaf.ok()) return;
  const auto* artefact = std::get_if<ArtefactLeaf>(&leaf->body);
  if (artefact == nullptr || Number(artefact->contest) >= by_contest_.size()) return;
  by_contest_[Number(artefact->contest)].push_back({record, *artefact});
}

ArtefactWalk::ArtefactWalk(ElectionState& state, ContestId contest, ContestCounter counter)
    : state_(state), contest_(contest), counter_(std::move(counter)) {}

absl::Status ArtefactWalk::Walk(
    const ArtefactIndex& index, std::size_t& next, std::initializer_list<ArtefactKind> kinds,
    const std::function<absl::Status(const AnnouncedLeaf&, absl::Status& holds)>& verify) {
  const std::vector<AnnouncedLeaf>& all = index.of(contest_);
  for (; next < all.size(); ++next) {
    const AnnouncedLeaf& one = all[next];
    if (std::find(kinds.begin(), kinds.end(), one.leaf.kind) == kinds.end()) continue;
    if (const absl::Status placed = state_.CheckArtefact(one.leaf, one.record); !placed.ok()) {
      faults_.push_back({one.record, fmt::format("is not well-placed: {}", MessageOf(placed))});
      continue;
    }
    absl::Status holds;
    if (absl::Status looked = verify(one, holds); !looked.ok()) return looked;
    if (!holds.ok()) faults_.push_back({one.record, Blame(one.leaf, holds)});
    state_.PlaceArtefact(one.leaf, one.record, holds.ok());
  }
  return absl::OkStatus();
}

absl::Status ArtefactWalk::WalkFiles(
    const ArtefactIndex& index, std::size_t& next, std::initializer_list<ArtefactKind> kinds,
    const ArtefactReader& read,
    const std::function<absl::Status(const AnnouncedLeaf&, crypto::ByteView file)>& verify) {
  return Walk(index, next, kinds, [&](const AnnouncedLeaf& one, absl::Status& holds) {
    const absl::StatusOr<crypto::Bytes> file = read(one);
    // Whoever hands out no file, or another one, puts no blame on the trustee.
    if (!file.ok()) return file.status();
    well_placed_.push_back(one);
    holds = verify(one, *file);
    return absl::OkStatus();
  });
}

Trust ArtefactWalk::TrustOf(const ArtefactLeaf& leaf) const {
  return own_.contains(leaf.sha256) ? Trust::kOwn : Trust::kNone;
}

absl::Status ArtefactWalk::WalkMixes(const ArtefactIndex& index, const ArtefactReader& read) {
  return WalkFiles(index, next_mix_, {ArtefactKind::kMix}, read,
                   [this](const AnnouncedLeaf& one, crypto::ByteView file) {
                     return counter_.AddMix(one.record, file, TrustOf(one.leaf));
                   });
}

absl::Status ArtefactWalk::WalkShares(const ArtefactIndex& index, const ArtefactReader& read) {
  return WalkFiles(index, next_share_, {ArtefactKind::kDecryption, ArtefactKind::kLot}, read,
                   [this](const AnnouncedLeaf& one, crypto::ByteView file) {
                     return one.leaf.kind == ArtefactKind::kLot
                                ? counter_.AddLot(one.leaf.trustee, file)
                                : counter_.AddDecryption(one.leaf.trustee, file, TrustOf(one.leaf));
                   });
}

absl::Status ArtefactWalk::WalkResults(const ArtefactIndex& index, const TallyFiles& expected) {
  return Walk(index, next_result_,
              {ArtefactKind::kBallots, ArtefactKind::kPabulib, ArtefactKind::kOutcome},
              [&](const AnnouncedLeaf& one, absl::Status& holds) {
                const crypto::ByteView right =
                    one.leaf.kind == ArtefactKind::kBallots   ? crypto::ByteView(expected.ballots)
                    : one.leaf.kind == ArtefactKind::kPabulib ? crypto::AsBytes(expected.pabulib)
                                                              : crypto::AsBytes(expected.outcome);
                if (one.leaf.size != right.size() || one.leaf.sha256 != crypto::Sha256(right)) {
                  holds = absl::InvalidArgumentError("it is not what the ballots come to");
                }
                return absl::OkStatus();
              });
}

}  // namespace urna::ledger
