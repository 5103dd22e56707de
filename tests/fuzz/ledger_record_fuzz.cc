// Records of the log, and the election that they fold into. Nobody can sign, so that of all records
// only those that were signed are ever applied.
#include <set>

#include "fuzz/patch.h"
#include "ledger/election_state.h"
#include "ledger/leaf.h"
#include "support/election_fixture.h"

namespace urna::ledger {
namespace {

using fuzz::Require;

struct Example {
  ElectionFixture election = ElectionFixture::Make({.voters = 3, .contests = 2});
  crypto::Bytes first = election.Ballot(0, {0, 1});
  std::vector<crypto::Bytes> log = {election.SealLeaf(),
                                    election.OpenLeaf(),
                                    first,
                                    election.Ballot(1, {2}),
                                    election.Ballot(0, {3}, After(first)),
                                    election.RevokeLeaf(2),
                                    election.CloseLeaf()};
  std::set<crypto::Bytes> genuine{log.begin(), log.end()};
};

void CheckLayout(crypto::ByteView bytes) {
  const auto leaf = ParseLeaf(bytes);
  if (!leaf.ok()) {
    Require(leaf.status().code() == absl::StatusCode::kInvalidArgument);
    return;
  }
  const crypto::Bytes again = SerializeLeaf(*leaf);
  Require(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
  const crypto::Bytes part = SignedPart(*leaf);
  Require(part.size() <= again.size() && std::equal(part.begin(), part.end(), again.begin()));
  if (const auto* const ballot = std::get_if<BallotLeaf>(&leaf->body)) {
    (void)DecodeCiphertext(*ballot);
    Require(ParseTracker(BallotTracker(*leaf)).ok());
    Require(ParseTracker(FullTracker(part)).ok());
    Require(part.size() + kBallotProofSize == again.size());
  }
}

// The genuine log with one record changed: whatever was changed is a fault, and what comes after is
// judged as if it were not there.
void CheckFold(const Example& example, crypto::ByteView input) {
  if (input.empty()) return;
  const std::size_t changed = input[0] % example.log.size();
  ElectionState state(example.election.manifest(), example.election.rolls());
  for (std::size_t i = 0; i < example.log.size(); ++i) {
    const crypto::Bytes record =
        i == changed ? fuzz::Patch(example.log[i], input.subspan(1)) : example.log[i];
    CheckLayout(record);
    const bool applied = state.Fold(record).ok();
    Require(!applied || example.genuine.contains(record));
    Require(state.size() == i + 1);
  }
}

}  // namespace
}  // namespace urna::ledger

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const urna::ledger::Example example;
  const urna::crypto::ByteView input(data, size);
  urna::ledger::CheckLayout(input);
  urna::ledger::CheckFold(example, input);
  return 0;
}
