#include "services/api/watchdog.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace urna::services {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'000'000);

TEST(Watchdog, CancelsWhatIsOverdueAndOnlyOnce) {
  Watchdog watchdog;
  int cancelled = 0;
  const auto watch = watchdog.Begin([&] { ++cancelled; });
  watchdog.Tick(kStart);
  watch->Expect(kStart + absl::Seconds(10));
  watchdog.Tick(kStart + absl::Seconds(9));
  EXPECT_EQ(cancelled, 0);
  watchdog.Tick(kStart + absl::Seconds(10));
  watchdog.Tick(kStart + absl::Seconds(11));
  EXPECT_EQ(cancelled, 1);
}

TEST(Watchdog, LeavesAloneWhatHasMovedOrIsOver) {
  Watchdog watchdog;
  int cancelled = 0;
  const auto moved = watchdog.Begin([&] { ++cancelled; });
  const auto over = watchdog.Begin([&] { ++cancelled; });
  moved->Expect(kStart);
  over->Expect(kStart);
  moved->Relax();
  over->End();
  watchdog.Tick(kStart + absl::Hours(1));
  EXPECT_EQ(cancelled, 0);
}

TEST(Watchdog, WaitsForNothingLongOnceItHurries) {
  Watchdog watchdog;
  int cancelled = 0;
  const auto slow = watchdog.Begin([&] { ++cancelled; });
  const auto works = watchdog.Begin([&] { ++cancelled; });
  slow->Expect(kStart + absl::Hours(1));
  works->Relax();
  watchdog.Hurry(absl::Seconds(5));
  watchdog.Tick(kStart);
  watchdog.Tick(kStart + absl::Seconds(4));
  EXPECT_EQ(cancelled, 0);
  // Who moves gets as long again.
  slow->Expect(kStart + absl::Hours(1));
  watchdog.Tick(kStart + absl::Seconds(5));
  watchdog.Tick(kStart + absl::Seconds(9));
  EXPECT_EQ(cancelled, 0);
  watchdog.Tick(kStart + absl::Seconds(10));
  EXPECT_EQ(cancelled, 1);
  watchdog.Tick(kStart + absl::Hours(2));
  EXPECT_EQ(cancelled, 1);
}

// Cancelling may end the call on the very thread that cancels it.
TEST(Watchdog, LetsACallEndWhileItIsCancelled) {
  Watchdog watchdog;
  std::shared_ptr<Watchdog::Watch> watch;
  watch = watchdog.Begin([&] { watch->End(); });
  watch->Expect(kStart);
  watchdog.Tick(kStart);
}

TEST(Watchdog, CancelsNothingAfterItsEnd) {
  Watchdog watchdog;
  for (int round = 0; round < 200; ++round) {
    bool alive = true;
    const auto watch = watchdog.Begin([&alive] { EXPECT_TRUE(alive); });
    watch->Expect(kStart);
    std::thread ticking([&] { watchdog.Tick(kStart); });
    watch->End();
    alive = false;
    ticking.join();
  }
}

}  // namespace
}  // namespace urna::services
