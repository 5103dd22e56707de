#include "cli/cast_round.h"

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "ledger/errors.h"
#include "pch.h"

namespace urna::cli {
namespace {

using client::VoterClient;

absl::Status WrongProof() {
  return ledger::Refusal(absl::StatusCode::kUnauthenticated, "WRONG_PROOF", "the proof is wrong");
}

// Ballots that are told apart by their one byte.
std::vector<BenchBallot> Ballots(std::size_t count) {
  std::vector<BenchBallot> ballots(count);
  for (std::size_t i = 0; i < count; ++i) ballots[i].leaf = {static_cast<std::uint8_t>(i)};
  return ballots;
}

absl::Status CastOver(std::vector<BenchBallot>& ballots, const CastOnce& connection) {
  return CastAll(ballots, std::vector<CastOnce>{connection}, [](std::string_view, double) {});
}

TEST(CastRound, SendsEachBallotOnceWithOneOnItsWayOverAConnection) {
  std::vector<BenchBallot> ballots = Ballots(100);
  std::atomic<int> sent = 0;
  std::atomic<bool> overlapped = false;
  std::vector<std::thread> answering(4);
  std::vector<CastOnce> connections;
  for (std::thread& thread : answering) {
    connections.push_back([&, busy = std::make_shared<std::atomic<bool>>(false),
                           has_thread = std::make_shared<std::atomic<bool>>(false)](
                              const crypto::Bytes& leaf, VoterClient::Answered answered) {
      if (busy->exchange(true)) overlapped = true;
      ++sent;
      v1::CastBallotResponse answer;
      answer.set_leaf_index(leaf[0]);
      const auto tell = [busy, answer, answered = std::move(answered)] {
        *busy = false;
        answered(answer);
      };
      if (has_thread->exchange(true)) return tell();
      thread = std::thread(tell);
    });
  }
  ASSERT_TRUE(CastAll(ballots, connections, [](std::string_view, double) {}).ok());
  for (std::thread& thread : answering) {
    if (thread.joinable()) thread.join();
  }
  EXPECT_EQ(sent, 100);
  EXPECT_FALSE(overlapped);
  for (std::size_t i = 0; i < ballots.size(); ++i) EXPECT_EQ(ballots[i].answer->leaf_index(), i);
}

TEST(CastRound, TakesTheRefusalOfAWrongProofAndNoOtherAnswerToIt) {
  std::vector<BenchBallot> ballots = Ballots(3);
  ballots[1].broken = true;
  const auto answer = [&](absl::StatusOr<v1::CastBallotResponse> to_broken) {
    return CastOver(ballots, [&ballots, to_broken](const crypto::Bytes& leaf,
                                                   const VoterClient::Answered& answered) {
      ballots[leaf[0]].broken ? answered(to_broken) : answered(v1::CastBallotResponse());
    });
  };
  EXPECT_TRUE(answer(WrongProof()).ok());
  EXPECT_EQ(answer(v1::CastBallotResponse()).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(answer(absl::UnavailableError("busy")).code(), absl::StatusCode::kDataLoss);
}

TEST(CastRound, EndsWithTheErrorOfABallotThatWasRefused) {
  std::vector<BenchBallot> ballots = Ballots(3);
  const absl::Status status = CastOver(
      ballots,
      [](const crypto::Bytes&, const VoterClient::Answered& answered) { answered(WrongProof()); });
  EXPECT_EQ(ledger::ReasonOf(status), "WRONG_PROOF");
}

}  // namespace
}  // namespace urna::cli
