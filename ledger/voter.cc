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

// The ballot before its ciphertext: what its randomness is bound to.
Leaf EmptyBallot(const Manifest& manifest, ContestId contest, const crypto::Point& voting_key,
                 const ChainPlace& place) {
  BallotLeaf ballot{};
  ballot.contest = contest;
  ballot.voting_key.bytes = voting_key.bytes();
  ballot.sequence = place.sequence;
  ballot.previous = place.previous;
  return {manifest.hash(), std::move(ballot)};
}

// reduce(SHA-512( F("urna/v2/nonce-r") || F(x) || F(fresh) || F(header || vk || seq || prev ||
// payload
// || LE64(attempt)) )).
crypto::Secret<crypto::Scalar> BallotRandomness(const Leaf& empty,
                                                const crypto::SecretBytes& payload,
                                                const crypto::VoterKey& key,
                                                std::uint64_t attempt) {
  const auto& ballot = std::get<BallotLeaf>(empty.body);
  crypto::Bytes place;
  crypto::Append(place, ballot.voting_key.bytes);
  crypto::AppendLe64(place, ballot.sequence);
  crypto::Append(place, ballot.previous);
  crypto::Bytes count;
  crypto::AppendLe64(count, attempt);
  return crypto::HedgedNonce("r", key.secret().Reveal(), crypto::DrawFreshBytes(),
                             {LeafHeader(empty), place, {payload.data(), payload.size()}, count});
}

absl::StatusOr<crypto::SecretBytes> EncodePayload(const Manifest& manifest, ContestId contest,
                                                  const Choices& choices) {
  if (!manifest.HasContest(contest)) return InvalidField("contest", "there is no such contest");
  auto payload = manifest.codec(contest).Encode(choices, manifest.width());
  if (!payload.ok()) return payload.status();
  crypto::SecretBytes out(payload->begin(), payload->end());
  sodium_memzero(payload->data(), payload->size());
  return out;
}

}  // namespace

absl::StatusOr<BallotDraft> BallotDraft::Encrypt(const Manifest& manifest, ContestId contest,
                                                 const Choices& choices,
                                                 const crypto::VoterKey& key,
                                                 const ChainPlace& place, std::uint64_t attempt) {
  auto payload = EncodePayload(manifest, contest, choices);
  if (!payload.ok()) return payload.status();
  const auto randomness = BallotRandomness(EmptyBallot(manifest, contest, key.public_key(), place),
                                           *payload, key, attempt);
  return EncryptWith(manifest, contest, choices, key.public_key(), place, randomness.Reveal());
}

absl::StatusOr<BallotDraft> BallotDraft::EncryptWith(const Manifest& manifest, ContestId contest,
                                                     const Choices& choices,
                                                     const crypto::Point& voting_key,
                                                     const ChainPlace& place,
                                                     const crypto::Scalar& randomness) {
  auto payload = EncodePayload(manifest, contest, choices);
  if (!payload.ok()) return payload.status();
  auto messages = EmbedPayload({payload->data(), payload->size()});
  if (!messages.ok()) return messages.status();
  const crypto::Ciphertext ciphertext =
      crypto::Encrypt(manifest.ballot_keys(), *messages, randomness);
  sodium_memzero(messages->data(), messages->size() * sizeof(crypto::Point));

  BallotDraft draft;
  draft.payload_ = *std::move(payload);
  draft.randomness_ = crypto::Secret<crypto::Scalar>(randomness);
  draft.leaf_ = EmptyBallot(manifest, contest, voting_key, place);
  auto& ballot = std::get<BallotLeaf>(draft.leaf_.body);
  ballot.points.push_back(ciphertext.a.bytes());
  for (const auto& b : ciphertext.b) ballot.points.push_back(b.bytes());
  draft.head_ = SignedPart(draft.leaf_);
  draft.full_tracker_ = FullTracker(draft.head_);
  return draft;
}

crypto::Bytes BallotDraft::Finish(const crypto::BallotProof& proof) {
  auto& ballot = std::get<BallotLeaf>(leaf_.body);
  ballot.t = proof.t.bytes();
  ballot.r = proof.r.bytes();
  ballot.s = proof.s.bytes();
  ballot.z = proof.z.bytes();
  randomness_ = {};
  payload_.clear();
  payload_.shrink_to_fit();
  return SerializeLeaf(leaf_);
}

crypto::Bytes BallotDraft::Cast(const crypto::VoterKey& key) && {
  return Finish(crypto::ProveBallot({leaf_.manifest_hash, head_}, randomness_.Reveal(), key));
}

crypto::Bytes BallotDraft::CastWith(const crypto::VoterKey& key, const crypto::Scalar& w,
                                    const crypto::Scalar& u) && {
  return Finish(
      crypto::ProveBallotWithNonces({leaf_.manifest_hash, head_}, randomness_.Reveal(), key, w, u));
}

BallotOpening BallotDraft::Challenge() && {
  return {head_, crypto::Bytes(payload_.begin(), payload_.end()), randomness_.Reveal()};
}

absl::StatusOr<BallotLeaf> OpenedBallot(const Manifest& manifest, const BallotOpening& opening) {
  crypto::Bytes padded = opening.head;
  padded.resize(padded.size() + kBallotProofSize);
  auto leaf = ParseLeaf(padded);
  if (!leaf.ok()) return leaf.status();
  const auto* ballot = std::get_if<BallotLeaf>(&leaf->body);
  if (ballot == nullptr || leaf->manifest_hash != manifest.hash() ||
      !manifest.HasContest(ballot->contest)) {
    return absl::InvalidArgumentError("opening: not a ballot of this election");
  }
  return *ballot;
}

absl::StatusOr<Choices> CheckOpening(const Manifest& manifest, const BallotOpening& opening,
                                     std::string_view tracker) {
  auto ballot = OpenedBallot(manifest, opening);
  if (!ballot.ok()) return ballot.status();
  auto shown = ParseTracker(tracker);
  if (!shown.ok()) return shown.status();
  if (!FullTracker(opening.head).starts_with(*shown)) {
    return absl::InvalidArgumentError("opening: the tracker is not the one that was shown");
  }
  auto ciphertext = DecodeCiphertext(*ballot);
  if (!ciphertext.ok()) return ciphertext.status();
  if (opening.payload.size() != manifest.width() * crypto::kChunkSize) {
    return absl::InvalidArgumentError("opening: the payload has the wrong length");
  }
  auto messages = EmbedPayload(opening.payload);
  if (!messages.ok()) return messages.status();
  if (crypto::Encrypt(manifest.ballot_keys(), *messages, opening.randomness) != *ciphertext) {
    return absl::InvalidArgumentError("opening: the ciphertext holds something else");
  }
  return manifest.codec(ballot->contest).Decode(opening.payload);
}

}  // namespace urna::ledger
