#include "cli/honest_voters.h"

#include <atomic>
#include <vector>

#include "pch.h"

namespace urna::cli {
namespace {

BenchBallot Cast(Door door, double seconds, std::size_t attempts) {
  BenchBallot ballot;
  ballot.door = door;
  ballot.seconds = seconds;
  ballot.attempts = attempts;
  ballot.answer.emplace();
  return ballot;
}

TEST(HonestVoters, AreToldApartByTheirDoor) {
  std::vector<BenchBallot> ballots = {Cast(Door::kGrpc, 0.001, 1), Cast(Door::kHttp, 0.5, 3),
                                      Cast(Door::kGrpc, 0.003, 2), Cast(Door::kHttp, 0.25, 1)};
  ballots.push_back(Cast(Door::kHttp, 60, 100));
  ballots.back().answer.reset();
  const VotersReport grpc = ReportOn(ballots, Door::kGrpc);
  EXPECT_EQ(grpc.cast, 2u);
  EXPECT_EQ(grpc.failed(), 0u);
  EXPECT_EQ(grpc.repeated, 1u);
  EXPECT_DOUBLE_EQ(grpc.longest_ms, 3);
  const VotersReport http = ReportOn(ballots, Door::kHttp);
  EXPECT_EQ(http.cast, 3u);
  EXPECT_EQ(http.acknowledged, 2u);
  EXPECT_EQ(http.failed(), 1u);
  EXPECT_EQ(http.repeated, 101u);
  EXPECT_DOUBLE_EQ(http.longest_ms, 500);
}

TEST(HonestVoters, GoToTheirOwnDoorAndTryAgain) {
  std::vector<BenchBallot> ballots(4);
  ballots[1].door = ballots[3].door = Door::kHttp;
  std::atomic<int> over_http = 0;
  LetVote(
      ballots, 1000, std::chrono::seconds(60),
      [&](Door door) -> absl::StatusOr<CastOnce> {
        return [&, door, tried = std::make_shared<bool>(false)](
                   const crypto::Bytes&, const client::VoterClient::Answered& answered) {
          if (door == Door::kGrpc) return answered(v1::CastBallotResponse());
          ++over_http;
          if (!std::exchange(*tried, true)) return answered(absl::UnavailableError("busy"));
          answered(v1::CastBallotResponse());
        };
      },
      [](std::string_view, double) {});
  EXPECT_EQ(over_http, 4);
  EXPECT_EQ(ReportOn(ballots, Door::kGrpc).repeated, 0u);
  EXPECT_EQ(ReportOn(ballots, Door::kHttp).repeated, 2u);
  EXPECT_EQ(ReportOn(ballots, Door::kHttp).failed(), 0u);
}

}  // namespace
}  // namespace urna::cli
