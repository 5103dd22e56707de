#include "crypto/accelerated_decryption.h"

#include <optional>

#include "crypto/decryption_transcript.h"
#include "crypto/pippenger.h"

namespace urna::crypto {
namespace {

constexpr int kChallengeBits = 128;

bool HoldsByBuckets(const DecryptionStatement& statement, std::span<const Point> a,
                    const PartialDecryption& partial, int threads) {
  if (!CheckDecryptionShape(statement, a, partial).ok()) return false;
  const Hash512 seed = DecryptionSeed(statement, a, partial.d);
  const std::vector<Scalar> rho = DecryptionVector(seed, a.size());
  const auto a_bar = PippengerSum(rho, a, kChallengeBits, threads);
  std::vector<Point> d_bar;
  for (const std::vector<Point>& column : partial.d) {
    const auto sum = PippengerSum(rho, column, kChallengeBits, threads);
    if (!sum) return false;
    d_bar.push_back(sum->Encode());
  }
  return a_bar && CheckDecryptionEquations(statement, seed, a_bar->Encode(), d_bar, partial).ok();
}

}  // namespace

absl::Status VerifyPartialDecryptionFast(const DecryptionStatement& statement,
                                         std::span<const Point> a, const PartialDecryption& partial,
                                         int threads) {
  if (HoldsByBuckets(statement, a, partial, threads)) return absl::OkStatus();
  return VerifyPartialDecryption(statement, a, partial, threads);
}

}  // namespace urna::crypto
