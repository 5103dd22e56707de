#include "cli/signed_time.h"

#include "pch.h"

namespace urna::cli {
namespace {

using testing::HasSubstr;

const absl::Time kPlanned = absl::FromUnixSeconds(1'803'888'000);  // 2027-03-01T08:00:00Z
const absl::Time kNow = absl::FromUnixMillis(1'803'888'012'345);

TEST(SignedTime, IsTheWholeSecondOfNowWhereOneAuthorityDecidesAlone) {
  EXPECT_EQ(SignedTime("", 1, kPlanned, kNow).value(), absl::FromUnixSeconds(1'803'888'012));
}

TEST(SignedTime, IsNeverNowWhereSeveralMustSignTheSame) {
  for (const std::uint32_t threshold : {2u, 3u, 16u}) {
    const auto time = SignedTime("", threshold, kPlanned, kNow);
    EXPECT_EQ(time.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(time.status().message(), HasSubstr("--at 2027-03-01T08:00:00Z"));
  }
}

TEST(SignedTime, IsTheSameInEveryTimeZone) {
  for (const char* at : {"2027-03-01T08:00:00Z", "2027-03-01T09:00:00+01:00"}) {
    EXPECT_EQ(SignedTime(at, 2, kPlanned, kNow).value(), kPlanned) << at;
  }
}

TEST(SignedTime, IsRefusedWhereNoRecordCouldHoldIt) {
  for (const char* at : {"tomorrow", "2027-03-01", "2027-03-01T08:00:00", "2027-02-29T08:00:00Z",
                         "2027-03-01T08:00:00.5Z", "infinite-future", "infinite-past"}) {
    EXPECT_EQ(SignedTime(at, 1, kPlanned, kNow).status().code(), absl::StatusCode::kInvalidArgument)
        << at;
  }
}

}  // namespace
}  // namespace urna::cli
