// What the load tests have in common: an election, its ballots, and the proof that none was lost.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "cli/cast_over.h"
#include "cli/client/process_description.h"
#include "cli/rehearsal.h"
#include "crypto/bytes.h"
#include "ledger/ballot_codec.h"
#include "urna/v1/ballots_service.pb.h"

namespace urna::cli {

struct BenchBallot {
  crypto::Bytes leaf;
  // Its proof is wrong.
  bool broken = false;
  Door door = Door::kGrpc;
  // What acknowledges it.
  std::optional<v1::CastBallotResponse> answer;
  // How often it was sent, or tried to be; where that is told (LetVote).
  std::size_t attempts = 0;
  // From the first attempt to the answer.
  double seconds = 0;
};

// One contest of 20 projects and one electorate whose voters have two codes each. No two have the
// same id.
client::ProcessDescription BenchProcess();
// The resource names that it has.
std::string BenchContest(const client::ProcessDescription& process);
std::string BenchElectorate(const client::ProcessDescription& process);

// A few projects of it at random.
ledger::Choices RandomChoices();

// `done` in [0, 1].
using BenchProgress = std::function<void(std::string_view what, double done)>;

// Ballot i becomes one of voter i's. Those that are to be broken get a proof that is wrong in its
// last number, and costs the server its whole check.
absl::Status EncryptBallots(const Rehearsal& election, std::span<BenchBallot> ballots,
                            const BenchProgress& progress);

// That the receipt of every ballot with an answer holds.
absl::Status CheckReceipts(const client::VoterClient& client, std::span<const BenchBallot> ballots,
                           const BenchProgress& progress);

// Closes the voting, reads the whole log again, and verifies it: that it is without fault, that
// every ballot with an answer is where its receipt says, that they count, and no others than those
// without an answer beside them. DATA_LOSS
// otherwise.
absl::Status CheckLog(Rehearsal& election, std::span<const BenchBallot> ballots);

// Of sorted values, not none: such that `part` of them are at most as large.
double Percentile(std::span<const double> sorted, double part);

}  // namespace urna::cli
