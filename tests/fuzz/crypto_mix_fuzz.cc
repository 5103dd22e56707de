// Files of mixes. No change of a good file verifies.
#include <algorithm>

#include "crypto/accelerated_shuffle.h"
#include "crypto/shuffle.h"
#include "fuzz/patch.h"

namespace urna::crypto {
namespace {

using fuzz::Require;

constexpr std::size_t kBallots = 2;
constexpr std::size_t kWidth = 1;

struct Example {
  ShuffleStatement statement{Hash256{}, "contest:1/mix:1", {Point::Random()}};
  CiphertextList input{kBallots, kWidth};
  Bytes file;

  Example() {
    for (std::size_t i = 0; i < kBallots; ++i) {
      const Point message = Point::Random();
      input.Set(i, Encrypt(statement.keys, {&message, 1}, Scalar::Random()));
    }
    file = Shuffle(statement, input).Serialize();
  }
};

void Check(const Example& example, ByteView file) {
  const auto mix = Mix::Parse(file, kBallots, kWidth);
  if (!mix.ok()) return;
  Require(mix->Serialize() == Bytes(file.begin(), file.end()));
  const bool good = std::ranges::equal(file, example.file);
  Require(VerifyShuffle(example.statement, example.input, *mix).ok() == good);
  Require(PassesFoldedEquations(example.statement, example.input, *mix) == good);
}

}  // namespace
}  // namespace urna::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::crypto;
  static const Example example;
  const ByteView input(data, size);
  Check(example, input);
  Check(example, urna::fuzz::Patch(example.file, input));
  if (size >= 2) {
    // Counts far from the file's.
    Require(!Mix::Parse(example.file, data[0] + 3U, data[1]).ok());
    Require(!Mix::Parse(input, std::size_t{data[0]} << 56 | data[1], ~std::size_t{data[0]}).ok());
  }
  return 0;
}
