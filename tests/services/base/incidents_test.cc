#include "services/base/incidents.h"

#include "pch.h"

namespace urna::services {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(Incidents, AreOneWhileTheSameFails) {
  Incidents incidents;
  const absl::Status lost = absl::DataLossError("record 7 is not as it was announced");
  const std::string first = incidents.Of(lost, kNow);
  EXPECT_EQ(first.size(), 16u);
  testing::internal::CaptureStderr();
  EXPECT_EQ(incidents.Of(lost, kNow + Incidents::kTogether - absl::Seconds(1)), first);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_NE(incidents.Of(absl::InternalError("another"), kNow), first);
  EXPECT_NE(incidents.Of(lost, kNow + Incidents::kTogether), first);
}

TEST(Incidents, AreForgottenWhereTheyAreMany) {
  Incidents incidents;
  const std::string first = incidents.Of(absl::InternalError("0"), kNow);
  for (int i = 1; i <= 1000; ++i) incidents.Of(absl::InternalError(std::to_string(i)), kNow);
  EXPECT_NE(incidents.Of(absl::InternalError("0"), kNow), first);
}

}  // namespace
}  // namespace urna::services
