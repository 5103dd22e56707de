#include "storage/write_result.h"

#include "pch.h"
#include "storage/poison.h"

namespace urna::storage {
namespace {

using testing::HasSubstr;
using Outcome = WriteResult::Outcome;

TEST(WriteResult, IsPassedOnAsAStatusOfItsOutcome) {
  for (const auto& [result, code] :
       {std::pair{WriteResult::Durable(), absl::StatusCode::kOk},
        {WriteResult::Refused("because"), absl::StatusCode::kInvalidArgument},
        {WriteResult::NotApplied("because"), absl::StatusCode::kUnavailable},
        {WriteResult::Uncertain("because"), absl::StatusCode::kDataLoss},
        {WriteResult::Fenced("because"), absl::StatusCode::kUnavailable}}) {
    const absl::Status status = result;
    EXPECT_EQ(status.code(), code);
    EXPECT_EQ(result.ok(), status.ok());
    if (!status.ok()) EXPECT_THAT(std::string(status.message()), HasSubstr("because"));
  }
}

TEST(Poison, IsSetByWhatEndsAllWritingOnly) {
  Poison poison;
  for (const WriteResult& harmless : {WriteResult::Durable(), WriteResult::Refused("a batch"),
                                      WriteResult::NotApplied("a full disk")}) {
    poison.Set(harmless);
    EXPECT_FALSE(poison.Check().has_value());
  }
}

TEST(Poison, KeepsTheFirstCause) {
  Poison uncertain;
  uncertain.Set(WriteResult::Uncertain("the first"));
  uncertain.Set(WriteResult::Fenced("the second"));
  EXPECT_EQ(uncertain.Check()->outcome(), Outcome::kUncertain);
  EXPECT_THAT(uncertain.Check()->reason(), HasSubstr("the first"));
  Poison fenced;
  fenced.Set(WriteResult::Fenced("the first"));
  fenced.Set(WriteResult::Uncertain("the second"));
  EXPECT_EQ(fenced.Check()->outcome(), Outcome::kFenced);
  EXPECT_THAT(fenced.Check()->reason(), HasSubstr("the first"));
}

}  // namespace
}  // namespace urna::storage
