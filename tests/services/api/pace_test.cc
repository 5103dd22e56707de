#include "services/api/pace.h"

#include "pch.h"

namespace urna::services {
namespace {

constexpr std::size_t kSlice = 64 << 10;
const absl::Time kBegin = absl::FromUnixSeconds(1'800'000'000);

// How long a reader lasts who takes a slice every so often.
absl::Duration Lasts(absl::Duration between) {
  constexpr int kMost = 100'000;
  Pace pace(kBegin);
  absl::Time now = kBegin;
  for (int i = 0; i < kMost; ++i) {
    if (pace.Next(now, kSlice) < now + between) return now - kBegin;
    now += between;
  }
  return absl::InfiniteDuration();
}

TEST(Pace, IsKeptByWhoeverReads) {
  EXPECT_EQ(Lasts(absl::Milliseconds(1)), absl::InfiniteDuration());
  EXPECT_EQ(Lasts(absl::Seconds(2)), absl::InfiniteDuration());
}

// One who takes a slice just before the time of a write is up would hold the place for hours.
TEST(Pace, EndsWhoeverTakesALittleNowAndThen) {
  EXPECT_LT(Lasts(absl::Seconds(29)), absl::Minutes(2));
  EXPECT_LT(Lasts(absl::Seconds(4)), absl::Minutes(3));
  EXPECT_EQ(Lasts(absl::Seconds(31)), absl::ZeroDuration());
}

TEST(Pace, BlamesNobodyForWhatTheServerHeldUp) {
  Pace pace(kBegin);
  const absl::Time late = kBegin + absl::Hours(1);
  EXPECT_GT(pace.Next(late, kSlice), late + absl::Seconds(1));
}

}  // namespace
}  // namespace urna::services
