// Ballots as they come. No change of a good one holds, and a batch says of each what it is told
// alone.
#include <algorithm>

#include "crypto/ballot_proof.h"
#include "fuzz/patch.h"

namespace urna::crypto {
namespace {

using fuzz::Require;

constexpr std::size_t kPoints = 2;

// Voting key, points, T, R, s, z, and then the bytes that are proven.
struct Ballot {
  Bytes bytes;

  std::array<std::uint8_t, 32> Field(std::size_t i) const {
    std::array<std::uint8_t, 32> out{};
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(32 * i), 32, out.begin());
    return out;
  }
};
constexpr std::size_t kFields = 1 + kPoints + 4;

struct Example {
  VoterKey key = VoterKey::FromScalar(Secret<Scalar>(Scalar::Random())).value();
  Ballot good;

  Example() {
    const Point y = Point::Random();
    const Point message = Point::Random();
    const Scalar r = Scalar::Random();
    const Ciphertext ciphertext = Encrypt({&y, 1}, {&message, 1}, r);
    Bytes head;
    for (const Point& point : {key.public_key(), ciphertext.a, ciphertext.b[0]}) {
      Append(head, point.bytes());
    }
    const BallotProof proof = ProveBallot({Hash256{}, head}, r, key);
    good.bytes = head;
    Append(good.bytes, proof.t.bytes());
    Append(good.bytes, proof.r.bytes());
    Append(good.bytes, proof.s.bytes());
    Append(good.bytes, proof.z.bytes());
    Append(good.bytes, head);
  }
};

void Check(const Example& example, const Ballot& ballot) {
  if (ballot.bytes.size() < 32 * kFields) return;
  const std::vector<Hash256> points = {ballot.Field(1), ballot.Field(2)};
  const std::vector<Hash256> good_points = {example.good.Field(1), example.good.Field(2)};
  const auto encoded = [](const Ballot& from, const std::vector<Hash256>& of) {
    const ByteView head = ByteView(from.bytes).subspan(32 * kFields);
    return EncodedBallot{{Hash256{}, head}, from.Field(0), of,           from.Field(3),
                         from.Field(4),     from.Field(5), from.Field(6)};
  };
  const EncodedBallot good = encoded(example.good, good_points);
  const EncodedBallot changed = encoded(ballot, points);
  const BallotVerdict alone = VerifyBallot(changed);
  // What is proven names A and the key, but not B: only the record's bytes do, which are in the
  // head.
  const bool is_good = std::ranges::equal(ballot.bytes, example.good.bytes);
  if (is_good) Require(alone == BallotVerdict::kHolds);
  if (alone == BallotVerdict::kHolds) {
    Require(ballot.Field(0) == example.good.Field(0) && ballot.Field(1) == example.good.Field(1));
    for (std::size_t i = 3; i < kFields; ++i) Require(ballot.Field(i) == example.good.Field(i));
    Require(std::ranges::equal(changed.statement.head, good.statement.head));
  }
  Require(VerifyBallots(std::vector{good, changed, good}) ==
          (std::vector{BallotVerdict::kHolds, alone, BallotVerdict::kHolds}));
}

}  // namespace
}  // namespace urna::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::crypto;
  static const Example example;
  const ByteView input(data, size);
  Check(example, {Bytes(input.begin(), input.end())});
  Check(example, {urna::fuzz::Patch(example.good.bytes, input)});
  return 0;
}
