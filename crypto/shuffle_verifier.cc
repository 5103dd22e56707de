#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "absl/status/status.h"
#include "crypto/parallel.h"
#include "crypto/shuffle.h"
#include "crypto/shuffle_transcript.h"

namespace urna::crypto {
namespace {

// Equations 3 to 7 of section 11.3, each by itself. The shape has been checked.
class Equations {
 public:
  Equations(const ShuffleStatement& statement, const CiphertextList& input, const Mix& mix,
            int threads)
      : statement_(statement),
        input_(input),
        output_(mix.output),
        proof_(mix.proof),
        threads_(threads),
        h_(Generator(0)),
        generators_(Generators(input.size(), threads)) {
    const Hash512 seed = ShuffleSeed(statement, input, mix.output, mix.proof.c);
    u_ = ShuffleVector(seed, input.size());
    c_ = ShuffleChallenge(statement.closing_hash, seed, mix.proof);
  }

  bool Holds(int equation) const {
    switch (equation) {
      case 3:
        return CommitsToRowsOfSumOne();
      case 4:
        return ChainEndsInTheProduct();
      case 5:
        return CommitmentMatchesResponses();
      case 6:
        return OutputIsAReencryption();
      default:
        return ChainIsLinked();
    }
  }

 private:
  bool CommitsToRowsOfSumOne() const {
    const Point sum = Sum(proof_.c) - Sum(generators_);
    return BaseMultiply(proof_.s1) == proof_.t1 + c_ * sum;
  }

  bool ChainEndsInTheProduct() const {
    Scalar product = Scalar::FromUint64(1);
    for (const Scalar& u : u_) product = product * u;
    const Point end = proof_.c_hat.back() - product * h_;
    return BaseMultiply(proof_.s2) == proof_.t2 + c_ * end;
  }

  bool CommitmentMatchesResponses() const {
    const Point left =
        BaseMultiply(proof_.s3) + MultiScalarMultiply(proof_.s_prime, generators_, threads_);
    return left == proof_.t3 + c_ * MultiScalarMultiply(u_, proof_.c, threads_);
  }

  bool OutputIsAReencryption() const {
    const auto column_holds = [&](const Point& key, const std::vector<Point>& in,
                                  const std::vector<Point>& out, const Point& t) {
      const Point left = MultiScalarMultiply(proof_.s_prime, out, threads_) - proof_.s4 * key;
      return left == t + c_ * MultiScalarMultiply(u_, in, threads_);
    };
    if (!column_holds(Point::Base(), input_.a, output_.a, proof_.t4[0])) return false;
    for (std::size_t l = 0; l < input_.width(); ++l) {
      if (!column_holds(statement_.keys[l], input_.b[l], output_.b[l], proof_.t4[l + 1])) {
        return false;
      }
    }
    return true;
  }

  bool ChainIsLinked() const {
    std::atomic<bool> linked = true;
    ParallelFor(input_.size(), threads_, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t i = begin; i < end && linked; ++i) {
        const Point& previous = i == 0 ? h_ : proof_.c_hat[i - 1];
        const Point left = BaseMultiply(proof_.s_hat[i]) + proof_.s_prime[i] * previous;
        if (left != proof_.t_hat[i] + c_ * proof_.c_hat[i]) linked = false;
      }
    });
    return linked;
  }

  const ShuffleStatement& statement_;
  const CiphertextList& input_;
  const CiphertextList& output_;
  const ShuffleProof& proof_;
  const int threads_;
  const Point h_;
  const std::vector<Point> generators_;
  std::vector<Scalar> u_;
  Scalar c_;
};

}  // namespace

absl::Status VerifyShuffle(const ShuffleStatement& statement, const CiphertextList& input,
                           const Mix& mix, int threads, std::vector<int>* failed) {
  if (failed != nullptr) failed->clear();
  const absl::Status shape = CheckShuffleShape(statement, input, mix);
  if (!shape.ok()) {
    if (failed != nullptr) failed->push_back(1);
    return shape;
  }
  const Equations equations(statement, input, mix, threads);
  absl::Status status;
  for (int equation = 3; equation <= 7; ++equation) {
    if (equations.Holds(equation)) continue;
    status.Update(absl::InvalidArgumentError(fmt::format("shuffle: equation {} fails", equation)));
    if (failed == nullptr) return status;
    failed->push_back(equation);
  }
  return status;
}

}  // namespace urna::crypto
