#include "crypto/ballot_proof.h"

#include <optional>

#include "crypto/nonce.h"
#include "crypto/schnorr_batch.h"
#include "crypto/secret.h"

namespace urna::crypto {
namespace {

constexpr std::size_t kEquationsOfABallot = 2;

// Both equations of one ballot, its encodings checked. Nothing when one is not as it must be.
std::optional<std::array<SchnorrEquation, kEquationsOfABallot>> EquationsOf(
    const EncodedBallot& ballot) {
  const auto s = Scalar::Parse(ballot.s);
  const auto z = Scalar::Parse(ballot.z);
  const auto t = DecafPoint::Decode(ballot.t);
  const auto r = DecafPoint::Decode(ballot.r);
  const auto key = DecafPoint::Decode(ballot.voting_key);
  if (!s.ok() || !z.ok() || !t || !r || !key || t->IsIdentity() || r->IsIdentity() ||
      key->IsIdentity() || ballot.points.empty()) {
    return std::nullopt;
  }
  const auto a = DecafPoint::Decode(ballot.points[0]);
  if (!a || a->IsIdentity()) return std::nullopt;
  for (const Hash256& b : ballot.points.subspan(1)) {
    if (!DecafPoint::Decode(b)) return std::nullopt;
  }
  const Scalar c = Transcript("ballot", ballot.statement.manifest_hash)
                       .Frame(ballot.statement.head)
                       .Frame(ballot.t)
                       .Frame(ballot.r)
                       .Challenge();
  return std::array<SchnorrEquation, kEquationsOfABallot>{{{*a, *t, c, *s}, {*key, *r, c, *z}}};
}

}  // namespace

Scalar BallotChallenge(const BallotStatement& statement, const Point& t, const Point& r) {
  return Transcript("ballot", statement.manifest_hash)
      .Frame(statement.head)
      .Add(t)
      .Add(r)
      .Challenge();
}

BallotProof ProveBallotWithNonces(const BallotStatement& statement, const Scalar& randomness,
                                  const VoterKey& key, const Scalar& w, const Scalar& u) {
  BallotProof proof;
  proof.t = BaseMultiply(w);
  proof.r = BaseMultiply(u);
  const Scalar c = BallotChallenge(statement, proof.t, proof.r);
  proof.s = MultiplyAdd(c, randomness, w);
  proof.z = MultiplyAdd(c, key.secret().Reveal(), u);
  return proof;
}

BallotProof ProveBallot(const BallotStatement& statement, const Scalar& randomness,
                        const VoterKey& key) {
  // Were w = u, the responses would give x away to whoever learns the randomness.
  const Scalar& x = key.secret().Reveal();
  const Secret<Scalar> w = HedgedNonce("w", x, DrawFreshBytes(), {statement.head});
  const Secret<Scalar> u = HedgedNonce("u", x, DrawFreshBytes(), {statement.head});
  return ProveBallotWithNonces(statement, randomness, key, w.Reveal(), u.Reveal());
}

BallotVerdict VerifyBallot(const EncodedBallot& ballot) {
  const auto s = Scalar::Parse(ballot.s);
  const auto z = Scalar::Parse(ballot.z);
  const auto t = Point::ParseNonIdentity(ballot.t);
  const auto r = Point::ParseNonIdentity(ballot.r);
  const auto key = Point::ParseNonIdentity(ballot.voting_key);
  if (!s.ok() || !z.ok() || !t.ok() || !r.ok() || !key.ok() || ballot.points.empty()) {
    return BallotVerdict::kMalformed;
  }
  const auto a = Point::ParseNonIdentity(ballot.points[0]);
  if (!a.ok()) return BallotVerdict::kMalformed;
  for (const Hash256& b : ballot.points.subspan(1)) {
    if (!Point::Parse(b).ok()) return BallotVerdict::kMalformed;
  }
  const Scalar c = BallotChallenge(ballot.statement, *t, *r);
  return BaseMultiply(*s) == *t + c * *a && BaseMultiply(*z) == *r + c * *key
             ? BallotVerdict::kHolds
             : BallotVerdict::kWrongProof;
}

std::vector<BallotVerdict> VerifyBallots(std::span<const EncodedBallot> ballots) {
  if (ballots.size() == 1) return {VerifyBallot(ballots[0])};
  std::vector<BallotVerdict> verdicts(ballots.size(), BallotVerdict::kHolds);
  std::vector<SchnorrEquation> equations;
  std::vector<std::size_t> owners;
  equations.reserve(kEquationsOfABallot * ballots.size());
  for (std::size_t i = 0; i < ballots.size(); ++i) {
    if (const auto own = EquationsOf(ballots[i])) {
      equations.insert(equations.end(), own->begin(), own->end());
      owners.push_back(i);
    } else {
      verdicts[i] = VerifyBallot(ballots[i]);
    }
  }
  const std::vector<bool> holds = WhichHold(equations, kEquationsOfABallot);
  for (std::size_t i = 0; i < owners.size(); ++i) {
    if (!holds[i]) verdicts[owners[i]] = VerifyBallot(ballots[owners[i]]);
  }
  return verdicts;
}

}  // namespace urna::crypto
