#include "services/base/meters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace urna::services {
namespace {

constexpr double kBounds[] = {1, 2, 4};

TEST(Histogram, CountsWhatIsAtMostEachBound) {
  Histogram histogram(kBounds);
  for (const double value : {0.0, 1.0, 1.5, 2.0, 4.0, 4.5, 100.0}) histogram.Observe(value);
  const HistogramReading reading = histogram.Read();
  ASSERT_EQ(reading.buckets.size(), 3u);
  EXPECT_EQ(reading.buckets[0].count, 2u);
  EXPECT_EQ(reading.buckets[1].count, 4u);
  EXPECT_EQ(reading.buckets[2].count, 5u);
  EXPECT_EQ(reading.buckets[2].bound, 4);
  EXPECT_EQ(reading.count, 7u);
  EXPECT_EQ(reading.sum, 113);
}

TEST(Meters, LoseNothingOfManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kTimes = 20'000;
  Counter counter;
  Histogram histogram(kBounds);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kTimes; ++i) {
        counter.Add(2);
        histogram.Observe(3);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter.value(), 2u * kThreads * kTimes);
  EXPECT_EQ(histogram.Read().count, 1u * kThreads * kTimes);
  EXPECT_EQ(histogram.Read().sum, 3.0 * kThreads * kTimes);
}

}  // namespace
}  // namespace urna::services
