#include "crypto/ballot_proof.h"

#include "crypto/nonce.h"
#include "crypto/schnorr_batch.h"
#include "crypto/secret.h"

namespace urna::crypto {

Scalar BallotChallenge(const BallotStatement& statement, const Hash256& t, const Hash256& r) {
  return Transcript("ballot", statement.manifest_hash)
      .Frame(statement.head)
      .Frame(t)
      .Frame(r)
      .Challenge();
}

namespace {

constexpr std::size_t kEquationsOfABallot = 2;

constexpr Hash256 kIdentity{};

// What a batch decodes of a ballot: A, T, R, the key, B_1..B_k.
void AppendPointsOf(const EncodedBallot& ballot, std::vector<Point>& out) {
  for (const auto& bytes : {ballot.points[0], ballot.t, ballot.r, ballot.voting_key}) {
    out.push_back(Point::FromVerified(bytes));
  }
  for (const Hash256& b : ballot.points.subspan(1)) out.push_back(Point::FromVerified(b));
}

bool MayBeDecoded(const EncodedBallot& ballot) {
  return !ballot.points.empty() && ballot.points[0] != kIdentity && ballot.t != kIdentity &&
         ballot.r != kIdentity && ballot.voting_key != kIdentity && Scalar::Parse(ballot.s).ok() &&
         Scalar::Parse(ballot.z).ok();
}

// Both equations of a ballot whose first points, in the order above, are decoded.
std::array<SchnorrEquation, kEquationsOfABallot> EquationsOf(const EncodedBallot& ballot,
                                                             std::span<const AffinePoint> points) {
  const Scalar c = BallotChallenge(ballot.statement, ballot.t, ballot.r);
  return {{{points[0], points[1], c, *Scalar::Parse(ballot.s)},
           {points[3], points[2], c, *Scalar::Parse(ballot.z)}}};
}

// The equations of those ballots that decode, and which these are.
struct Decoded {
  std::vector<SchnorrEquation> equations;
  std::vector<std::size_t> owners;
};

Decoded DecodeAll(std::span<const EncodedBallot> ballots) {
  std::vector<Point> encoded;
  std::vector<std::size_t> candidates, begins;
  for (std::size_t i = 0; i < ballots.size(); ++i) {
    if (!MayBeDecoded(ballots[i])) continue;
    candidates.push_back(i);
    begins.push_back(encoded.size());
    AppendPointsOf(ballots[i], encoded);
  }
  begins.push_back(encoded.size());
  std::vector<AffinePoint> points(encoded.size());
  const bool all_decode = AffinePoint::Decode(encoded, points);
  Decoded out;
  for (std::size_t n = 0; n < candidates.size(); ++n) {
    const std::size_t begin = begins[n];
    const std::size_t size = begins[n + 1] - begin;
    const std::span<AffinePoint> own = std::span(points).subspan(begin, size);
    if (!all_decode && !AffinePoint::Decode(std::span(encoded).subspan(begin, size), own)) continue;
    const auto equations = EquationsOf(ballots[candidates[n]], own);
    out.equations.insert(out.equations.end(), equations.begin(), equations.end());
    out.owners.push_back(candidates[n]);
  }
  return out;
}

}  // namespace

BallotProof ProveBallotWithNonces(const BallotStatement& statement, const Scalar& randomness,
                                  const VoterKey& key, const Scalar& w, const Scalar& u) {
  BallotProof proof;
  proof.t = BaseMultiply(w);
  proof.r = BaseMultiply(u);
  const Scalar c = BallotChallenge(statement, proof.t.bytes(), proof.r.bytes());
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
  const Scalar c = BallotChallenge(ballot.statement, ballot.t, ballot.r);
  return BaseMultiply(*s) == *t + c * *a && BaseMultiply(*z) == *r + c * *key
             ? BallotVerdict::kHolds
             : BallotVerdict::kWrongProof;
}

std::vector<bool> HoldInBatch(std::span<const EncodedBallot> ballots) {
  const Decoded decoded = DecodeAll(ballots);
  const std::vector<bool> holds = WhichHold(decoded.equations, kEquationsOfABallot);
  std::vector<bool> out(ballots.size(), false);
  for (std::size_t n = 0; n < decoded.owners.size(); ++n) out[decoded.owners[n]] = holds[n];
  return out;
}

std::vector<BallotVerdict> VerifyBallots(std::span<const EncodedBallot> ballots) {
  const std::vector<bool> settled = HoldInBatch(ballots);
  std::vector<BallotVerdict> verdicts(ballots.size(), BallotVerdict::kHolds);
  for (std::size_t i = 0; i < ballots.size(); ++i) {
    if (!settled[i]) verdicts[i] = VerifyBallot(ballots[i]);
  }
  return verdicts;
}

}  // namespace urna::crypto
