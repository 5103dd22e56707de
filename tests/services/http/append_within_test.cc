#include "services/http/append_within.h"

#include <rapidcheck/gtest.h>

#include "pch.h"

namespace urna::services {
namespace {

// The least that a string makes room for.
const std::size_t kLeast = 2 * std::string().capacity();

RC_GTEST_PROP(AppendWithin, NeverMakesRoomForMoreThanThereMayBe, (const std::string& given)) {
  const std::size_t most = *rc::gen::inRange<std::size_t>(given.size(), 2 * given.size() + 1000);
  const std::size_t piece = *rc::gen::inRange<std::size_t>(1, given.size() + 2);
  std::string bytes;
  for (std::size_t at = 0; at < given.size(); at += piece) {
    AppendWithin(most, std::string_view(given).substr(at, piece), bytes);
    RC_ASSERT(bytes.capacity() <= std::max(most, kLeast));
    RC_ASSERT(bytes.capacity() <= 2 * std::max(bytes.size(), kLeast) + 1);
  }
  RC_ASSERT(bytes == given);
}

TEST(AppendWithin, HoldsAWholeMessageInItsOwnSize) {
  constexpr std::size_t kMost = (std::size_t{4} << 20) + 5;
  constexpr std::size_t kPiece = 16 << 10;
  const std::string piece(kPiece, 'x');
  std::string bytes;
  int moves = 0;
  while (bytes.size() < kMost) {
    const std::size_t room = bytes.capacity();
    AppendWithin(kMost, std::string_view(piece).substr(0, kMost - bytes.size()), bytes);
    if (bytes.capacity() != room) ++moves;
  }
  EXPECT_EQ(bytes.capacity(), kMost);
  // Each byte moves about once, however small the pieces.
  EXPECT_LE(moves, 10);
}

}  // namespace
}  // namespace urna::services
