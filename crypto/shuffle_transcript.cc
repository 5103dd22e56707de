#include "crypto/shuffle_transcript.h"

#include "absl/status/status.h"
#include "crypto/transcript.h"

namespace urna::crypto {

Hash512 ShuffleSeed(const ShuffleStatement& statement, const CiphertextList& input,
                    const CiphertextList& output, std::span<const Point> c) {
  Transcript transcript("shuffle-1", statement.closing_hash);
  transcript.Frame(statement.context).U64(input.size()).U64(input.width());
  transcript.Add(std::span<const Point>(statement.keys));
  for (const CiphertextList* list : {&input, &output}) {
    transcript.Add(std::span<const Point>(list->a));
    for (const std::vector<Point>& column : list->b) transcript.Add(std::span<const Point>(column));
  }
  return transcript.Add(c).Digest();
}

std::vector<Scalar> ShuffleVector(const Hash512& seed, std::size_t n) {
  std::vector<Scalar> u;
  u.reserve(n);
  for (std::size_t i = 1; i <= n; ++i) u.push_back(VectorChallenge("shuffle-u", seed, i));
  return u;
}

Scalar ShuffleChallenge(const Hash256& closing_hash, const Hash512& seed,
                        const ShuffleProof& proof) {
  return Transcript("shuffle-2", closing_hash)
      .Frame(seed)
      .Add(std::span<const Point>(proof.c_hat))
      .Add(std::span<const Point>(proof.t_hat))
      .Add(proof.t1)
      .Add(proof.t2)
      .Add(proof.t3)
      .Add(std::span<const Point>(proof.t4))
      .Challenge();
}

bool IsMixable(const ShuffleStatement& statement, const CiphertextList& input) {
  return input.size() >= 1 && input.size() <= kMaxCiphertexts && input.width() >= 1 &&
         input.width() <= kMaxWidth && input.IsRectangular() &&
         statement.keys.size() == input.width();
}

absl::Status CheckShuffleShape(const ShuffleStatement& statement, const CiphertextList& input,
                               const Mix& mix) {
  const std::size_t n = input.size();
  const std::size_t k = input.width();
  const ShuffleProof& proof = mix.proof;
  const bool fits = IsMixable(statement, input) && mix.output.size() == n &&
                    mix.output.width() == k && mix.output.IsRectangular() && proof.c.size() == n &&
                    proof.c_hat.size() == n && proof.t_hat.size() == n &&
                    proof.t4.size() == k + 1 && proof.s_hat.size() == n &&
                    proof.s_prime.size() == n;
  if (!fits) return absl::InvalidArgumentError("shuffle: equation 1: a list has a wrong length");
  return absl::OkStatus();
}

}  // namespace urna::crypto
