#include "cli/process_usage.h"

#include <unistd.h>

#include <ctime>

#include "pch.h"

namespace urna::cli {
namespace {

using std::chrono::milliseconds;

TEST(ProcessUsage, CountsTheTimeThatAProcessHasWorked) {
  const auto before = ProcessorTime(getpid());
  const std::clock_t begin = std::clock();
  // A tenth of a second of work, as another clock of the system's has it.
  while (std::clock() - begin < CLOCKS_PER_SEC / 10) {
  }
  const auto worked = ProcessorTime(getpid()) - before;
  EXPECT_GE(worked, milliseconds(99));
  EXPECT_LE(ProcessorTime(getpid()), milliseconds(1000 * std::clock() / CLOCKS_PER_SEC + 20));
}

TEST(ProcessUsage, IsNothingOfAProcessThatIsNotThere) {
  // More than the kernel gives to any.
  EXPECT_EQ(ProcessorTime(1 << 28), milliseconds(0));
}

TEST(ProcessUsage, SeesTheMemoryOfAProcess) {
  MemoryWatch watch(getpid());
  double most = 0;
  while (most == 0) most = watch.TakeMost();
  EXPECT_GT(most, 1);
}

}  // namespace
}  // namespace urna::cli
