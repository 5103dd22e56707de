#include "crypto/ballot_proof.h"

#include <vector>

#include "crypto/secret.h"

namespace urna::crypto {

Scalar BallotChallenge(const BallotStatement& statement, const Ciphertext& ciphertext,
                       const Point& t) {
  std::vector<Point> points = {ciphertext.a};
  points.insert(points.end(), ciphertext.b.begin(), ciphertext.b.end());
  return Transcript("ballot-pok", statement.manifest_hash)
      .U64(statement.contest)
      .Frame(statement.voting_key)
      .U64(statement.sequence)
      .U64(ciphertext.b.size())
      .Add(std::span<const Point>(points))
      .Add(t)
      .Challenge();
}

BallotProof ProveBallot(const BallotStatement& statement, const Ciphertext& ciphertext,
                        const Scalar& r) {
  SecretVector<Scalar> w(1);
  Scalar::Fill(w);
  BallotProof proof;
  proof.t = BaseMultiply(w[0]);
  proof.s = MultiplyAdd(BallotChallenge(statement, ciphertext, proof.t), r, w[0]);
  return proof;
}

bool VerifyBallot(const BallotStatement& statement, const Ciphertext& ciphertext,
                  const BallotProof& proof) {
  if (ciphertext.a.IsIdentity() || proof.t.IsIdentity()) return false;
  const Scalar c = BallotChallenge(statement, ciphertext, proof.t);
  return BaseMultiply(proof.s) == proof.t + c * ciphertext.a;
}

}  // namespace urna::crypto
