#include "services/api/call_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "services/api/method_table.h"

namespace urna::services {
namespace {

std::map<std::pair<std::string, std::string>, double> CallsOf(const CallMeter& meter) {
  Measurements measured;
  meter.Measure(measured);
  std::map<std::pair<std::string, std::string>, double> calls;
  for (const Sample<double>& sample : measured.counters.at(0).samples) {
    calls[{sample.labels[0].second, sample.labels[1].second}] = sample.value;
  }
  return calls;
}

TEST(CallMeter, CountsByMethodAndCode) {
  CallMeter meter({"A", "B", "C"});
  EXPECT_TRUE(CallsOf(meter).empty());
  const absl::Time begin = absl::Now();
  meter.Note("A", absl::OkStatus(), begin);
  meter.Note("A", absl::OkStatus(), begin);
  meter.Note("A", absl::UnavailableError(""), begin);
  meter.Note("B", absl::NotFoundError(""), begin - absl::Seconds(3));
  EXPECT_THAT(CallsOf(meter),
              testing::UnorderedElementsAre(testing::Pair(testing::Pair("A", "OK"), 2),
                                            testing::Pair(testing::Pair("A", "UNAVAILABLE"), 1),
                                            testing::Pair(testing::Pair("B", "OK"), 0),
                                            testing::Pair(testing::Pair("B", "NOT_FOUND"), 1)));
  Measurements measured;
  meter.Measure(measured);
  for (const auto& sample : measured.histograms.at(0).samples) {
    const bool is_a = sample.labels[0].second == "A";
    EXPECT_EQ(sample.value.count, is_a ? 3u : 1u);
    EXPECT_EQ(sample.value.buckets.front().count > 0, is_a);
    EXPECT_EQ(sample.value.sum >= 3, !is_a);
  }
}

// What a caller makes up is no name of a series: whoever sends a million has not made a million.
TEST(CallMeter, HasNoSeriesForWhatIsNoMethod) {
  CallMeter meter({"A"});
  meter.Note("Z", absl::OkStatus(), absl::Now());
  EXPECT_TRUE(CallsOf(meter).empty());
}

TEST(CallMeter, KnowsEveryMethodOfTheTable) {
  const std::vector<std::string> names = MethodNames();
  EXPECT_THAT(names, testing::IsSupersetOf({"CastBallot", "ReadRoll", "SubmitArtefact"}));
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

}  // namespace
}  // namespace urna::services
