#include "services/metrics/metrics_listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/time/clock.h"
#include "services/metrics/scrape.h"

namespace urna::services {
namespace {

constexpr double kBounds[] = {0.5, 2};

void MeasureSome(Measurements& out) {
  Histogram histogram(kBounds);
  histogram.Observe(0.25);
  histogram.Observe(0.5);
  histogram.Observe(1);
  histogram.Observe(3);
  out.counters.push_back({"urna_some_total", "Some.", {{{{"method", "A"}, {"code", "OK"}}, 7}}});
  out.gauges.push_back({"urna_now", "Now.", {{{}, 1.5}}});
  out.histograms.push_back({"urna_seconds", "Time.", {{{}, histogram.Read()}}});
}

TEST(MetricsListener, TellsWhatIsMeasured) {
  const auto listener = MetricsListener::Start("127.0.0.1:0", MeasureSome);
  ASSERT_TRUE(listener.ok()) << listener.status();
  const auto samples = Scrape((*listener)->address());
  EXPECT_EQ(ValueOf(samples, R"(urna_some_total{method="A",code="OK"})"), 7);
  EXPECT_EQ(ValueOf(samples, "urna_now"), 1.5);
  EXPECT_EQ(ValueOf(samples, R"(urna_seconds_bucket{le="0.5"})"), 2);
  EXPECT_EQ(ValueOf(samples, R"(urna_seconds_bucket{le="2"})"), 3);
  EXPECT_EQ(ValueOf(samples, R"(urna_seconds_bucket{le="+Inf"})"), 4);
  EXPECT_EQ(ValueOf(samples, "urna_seconds_count"), 4);
  EXPECT_EQ(ValueOf(samples, "urna_seconds_sum"), 4.75);
}

TEST(MetricsListener, MeasuresAnewEachTime) {
  int collections = 0;
  const auto listener = MetricsListener::Start("127.0.0.1:0", [&](Measurements& out) {
    out.gauges.push_back(
        {"urna_collections", "Times.", {{{}, static_cast<double>(++collections)}}});
  });
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_EQ(ValueOf(Scrape((*listener)->address()), "urna_collections"), 1);
  EXPECT_EQ(ValueOf(Scrape((*listener)->address()), "urna_collections"), 2);
}

TEST(MetricsListener, TellsOfTheProcess) {
  const auto listener = MetricsListener::Start("127.0.0.1:0", [](Measurements&) {});
  ASSERT_TRUE(listener.ok()) << listener.status();
  const auto samples = Scrape((*listener)->address());
  EXPECT_GT(ValueOf(samples, "process_cpu_seconds_total"), 0);
  EXPECT_GT(ValueOf(samples, "process_resident_memory_bytes"), 1 << 20);
  EXPECT_GT(ValueOf(samples, "process_open_fds"), 3);
  EXPECT_GE(ValueOf(samples, "process_max_fds"), ValueOf(samples, "process_open_fds"));
  const double age =
      static_cast<double>(time(nullptr)) - ValueOf(samples, "process_start_time_seconds");
  EXPECT_GE(age, -2);
  EXPECT_LT(age, 86'400);
}

TEST(MetricsListener, ServesNothingElse) {
  const auto listener = MetricsListener::Start("127.0.0.1:0", MeasureSome);
  ASSERT_TRUE(listener.ok()) << listener.status();
  for (const std::string path : {"/", "/etc/passwd", "/../../etc/passwd", "/CMakeLists.txt"}) {
    EXPECT_THAT(Get((*listener)->address(), path), testing::StartsWith("HTTP/1.1 404")) << path;
  }
}

// A server that is started again waits for it.
TEST(MetricsListener, EndsAtOnce) {
  auto listener = MetricsListener::Start("127.0.0.1:0", MeasureSome);
  ASSERT_TRUE(listener.ok()) << listener.status();
  const absl::Time begin = absl::Now();
  listener->reset();
  EXPECT_LT(absl::Now() - begin, absl::Seconds(1));
}

TEST(MetricsListener, SaysWhereItCannotListen) {
  const auto listener = MetricsListener::Start("127.0.0.1:0", MeasureSome);
  ASSERT_TRUE(listener.ok()) << listener.status();
  const auto second = MetricsListener::Start((*listener)->address(), MeasureSome);
  EXPECT_TRUE(absl::IsUnavailable(second.status())) << second.status();
  EXPECT_THAT(std::string(second.status().message()),
              testing::StartsWith((*listener)->address() + ":"));
}

TEST(MetricsListener, ListensNoMoreOnceItIsGone) {
  auto listener = MetricsListener::Start("127.0.0.1:0", MeasureSome);
  ASSERT_TRUE(listener.ok()) << listener.status();
  const std::string address = (*listener)->address();
  listener->reset();
  EXPECT_EQ(Get(address, "/metrics"), "");
}

}  // namespace
}  // namespace urna::services
