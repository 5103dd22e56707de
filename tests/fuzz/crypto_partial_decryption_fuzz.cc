// Files of partial decryptions. No change of a good file verifies.
#include <algorithm>

#include "crypto/accelerated_decryption.h"
#include "crypto/decryption.h"
#include "fuzz/patch.h"

namespace urna::crypto {
namespace {

using fuzz::Require;

constexpr std::size_t kBallots = 3;
constexpr std::uint32_t kTrustee = 2;

struct Example {
  Scalar share = Scalar::Random();
  DecryptionStatement statement{Hash256{}, "contest:1/decrypt", kTrustee, {BaseMultiply(share)}};
  std::vector<Point> a{Point::Random(), Point::Random(), Point::Random()};
  Bytes file = DecryptPartially(statement, {&share, 1}, a).Serialize();
};

void Check(const Example& example, ByteView file) {
  const auto partial = PartialDecryption::Parse(file, kTrustee, kBallots, 1);
  if (!partial.ok()) return;
  Require(partial->Serialize() == Bytes(file.begin(), file.end()));
  const bool good = std::ranges::equal(file, example.file);
  Require(VerifyPartialDecryption(example.statement, example.a, *partial).ok() == good);
  Require(VerifyPartialDecryptionFast(example.statement, example.a, *partial).ok() == good);
}

}  // namespace
}  // namespace urna::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::crypto;
  static const Example example;
  const ByteView input(data, size);
  Check(example, input);
  Check(example, urna::fuzz::Patch(example.file, input));
  return 0;
}
