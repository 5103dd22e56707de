#include "ledger/voter.h"

#include <algorithm>

#include "ledger/ballot_codec.h"
#include "ledger/errors.h"

namespace urna::ledger {
namespace {

absl::StatusOr<std::vector<crypto::Point>> EmbedPayload(crypto::ByteView payload) {
  std::vector<crypto::Point> messages;
  for (const crypto::Chunk& chunk : SplitPayload(payload)) {
    auto point = crypto::Embed(chunk);
    if (!point.ok()) return point.status();
    messages.push_back(*point);
  }
  return messages;
}

}  // namespace

absl::StatusOr<BallotDraft> BallotDraft::Encrypt(const Manifest& manifest, ContestId contest,
                                                 const Choices& choices,
                                                 const crypto::VerifyingKey& voting_key,
                                                 std::uint64_t sequence) {
  if (!manifest.HasContest(contest)) return InvalidField("contest", "there is no such contest");
  auto payload = manifest.codec(contest).Encode(choices, manifest.width());
  if (!payload.ok()) return payload.status();
  auto messages = EmbedPayload(*payload);
  if (!messages.ok()) return messages.status();

  BallotDraft draft;
  draft.payload_.assign(payload->begin(), payload->end());
  sodium_memzero(payload->data(), payload->size());
  draft.randomness_ = crypto::Secret<crypto::Scalar>(crypto::Scalar::Random());
  const auto& r = draft.randomness_.Reveal();
  const crypto::Ciphertext ciphertext = crypto::Encrypt(manifest.ballot_keys(), *messages, r);
  sodium_memzero(messages->data(), messages->size() * sizeof(crypto::Point));
  const auto proof = crypto::ProveBallot(
      {manifest.hash(), Number(contest), voting_key.bytes(), sequence}, ciphertext, r);

  BallotLeaf ballot{};
  ballot.contest = contest;
  ballot.voting_key.bytes = voting_key.bytes();
  ballot.sequence = sequence;
  ballot.points.push_back(ciphertext.a.bytes());
  for (const auto& b : ciphertext.b) ballot.points.push_back(b.bytes());
  ballot.t = proof.t.bytes();
  ballot.s = proof.s.bytes();
  draft.leaf_ = Leaf{manifest.hash(), std::move(ballot)};
  draft.tracker_ = BallotTracker(draft.leaf_);
  return draft;
}

crypto::Bytes BallotDraft::Cast(const crypto::SigningKey& key) && {
  auto& ballot = std::get<BallotLeaf>(leaf_.body);
  ballot.signature = key.Sign(SignaturePurpose(leaf_.body), leaf_.manifest_hash, SignedPart(leaf_));
  randomness_ = {};
  payload_.clear();
  payload_.shrink_to_fit();
  return SerializeLeaf(leaf_);
}

BallotOpening BallotDraft::Challenge() && {
  return {SignedPart(leaf_), crypto::Bytes(payload_.begin(), payload_.end()), randomness_.Reveal()};
}

absl::StatusOr<Choices> CheckOpening(const Manifest& manifest, const BallotOpening& opening,
                                     const Tracker& tracker) {
  crypto::Bytes padded = opening.unsigned_leaf;
  padded.resize(padded.size() + sizeof(crypto::Signature));
  auto leaf = ParseLeaf(padded);
  if (!leaf.ok()) return leaf.status();
  const auto* ballot = std::get_if<BallotLeaf>(&leaf->body);
  if (ballot == nullptr || leaf->manifest_hash != manifest.hash() ||
      !manifest.HasContest(ballot->contest)) {
    return absl::InvalidArgumentError("opening: not a ballot of this election");
  }
  if (BallotTracker(*leaf) != tracker) {
    return absl::InvalidArgumentError("opening: the tracker is not the one that was shown");
  }
  auto content = DecodeBallot(*ballot);
  if (!content.ok()) return content.status();
  if (opening.payload.size() != manifest.width() * crypto::kChunkSize) {
    return absl::InvalidArgumentError("opening: the payload has the wrong length");
  }
  auto messages = EmbedPayload(opening.payload);
  if (!messages.ok()) return messages.status();
  if (crypto::Encrypt(manifest.ballot_keys(), *messages, opening.randomness) !=
      content->ciphertext) {
    return absl::InvalidArgumentError("opening: the ciphertext holds something else");
  }
  if (!crypto::VerifyBallot(
          {manifest.hash(), Number(ballot->contest), ballot->voting_key.bytes, ballot->sequence},
          content->ciphertext, content->proof)) {
    return absl::InvalidArgumentError("opening: the ballot's proof does not hold");
  }
  return manifest.codec(ballot->contest).Decode(opening.payload);
}

}  // namespace urna::ledger
