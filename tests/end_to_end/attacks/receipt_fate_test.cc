// A receipt proves that a ballot is in the log; what became of it, the audit says.
//
// No program of ours appends a FAULT or counts on a log with one unasked, so the log is made in
// memory and its bundle given to the program.
#include <fstream>

#include "cli/client/receipt.h"
#include "end_to_end/attacks/real_election.h"
#include "end_to_end/program.h"
#include "pch.h"
#include "support/election_run.h"
#include "support/temporary_folder.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;

class ReceiptFate : public testing::TestWithParam<int> {
 protected:
  // What a server that appends anything gives for its newest record.
  void WriteReceipt(const std::string& name) const {
    const ledger::Manifest& manifest = *election_.manifest();
    const crypto::Bytes& leaf = run_.leaves().back();
    const client::Receipt receipt{manifest.config().process(),
                                  ledger::BallotTracker(ledger::ParseLeaf(leaf).value()),
                                  leaf,
                                  run_.Receipt(run_.leaves().size() - 1),
                                  manifest.log_key().ToVkey(),
                                  ""};
    std::ofstream(folder_.Sub(name)) << receipt.ToJson();
  }
  Finished VerifyWith(const std::vector<std::string>& names) const {
    std::string command = "verify " + folder_.Sub("bundle");
    for (const std::string& name : names) command += " --receipt " + folder_.Sub(name);
    return Urna(command);
  }

  const ledger::ElectionFixture election_ =
      ledger::ElectionFixture::Make({.code_registrars = static_cast<std::uint32_t>(GetParam())});
  ledger::ElectionRun run_{election_};
  TemporaryFolder folder_;
};
INSTANTIATE_TEST_SUITE_P(Attack, ReceiptFate, testing::Values(1, 2), CodesName);

TEST_P(ReceiptFate, IsToldOfEveryBallotThatDoesNotCount) {
  run_.Append(election_.OpenLeaf());
  const crypto::Bytes first = election_.Ballot(0, {0});
  run_.Append(first);
  WriteReceipt("replaced");
  run_.Append(election_.Ballot(0, {1}, ledger::After(first)));
  WriteReceipt("counted");
  run_.AppendUnchecked(election_.Ballot(0, {2}, ledger::After(first)));
  WriteReceipt("number-used-twice");
  run_.AppendUnchecked(election_.Ballot(2, {0}, {.sequence = 2, .previous = {}}));
  WriteReceipt("gap");
  const crypto::Bytes revoked = election_.Ballot(1, {0});
  run_.Append(revoked);
  WriteReceipt("revoked");
  run_.Append(election_.RevokeLeaf(1));
  run_.AppendUnchecked(election_.Ballot(1, {1}, ledger::After(revoked)));
  WriteReceipt("after-revocation");
  run_.Append(election_.CloseLeaf());
  run_.CountAll();
  run_.WriteBundle(folder_.Sub("bundle"));
  ASSERT_EQ(run_.state().Selected(ledger::ContestId{0}).size(), 1U);

  const struct {
    std::string receipt, says;
  } cases[] = {
      {"replaced", "the ballot of record 2 was replaced by record 3"},
      {"number-used-twice", "the ballot of record 4 was not admitted: FAULT, because"},
      {"gap", "the ballot of record 5 was not admitted: FAULT, because"},
      {"revoked", "the ballot of record 6 was cancelled by the revocation of record 7"},
      {"after-revocation", "the ballot of record 8 was not admitted: FAULT, because"},
  };
  for (const auto& one : cases) {
    for (const std::vector<std::string>& given :
         {std::vector{one.receipt}, std::vector<std::string>{"counted", one.receipt}}) {
      const bool counts = given.size() == 2 && one.receipt == "replaced";
      const Finished verify = VerifyWith(given);
      EXPECT_EQ(verify.exit_code, counts ? 0 : 1) << one.receipt << "\n" << verify.output;
      EXPECT_THAT(verify.output, HasSubstr(one.says));
    }
  }
  const Finished all_steps = VerifyWith({"counted"});
  EXPECT_EQ(all_steps.exit_code, 0) << all_steps.output;
  EXPECT_THAT(all_steps.output, HasSubstr("1 key was revoked after a vote"));
  for (const int fault : {4, 5, 8}) {
    EXPECT_THAT(all_steps.output, HasSubstr("FAULT record " + std::to_string(fault)));
  }
  // Two ballots of one number contradict each other without any bundle.
  const Finished both =
      Urna("receipt check " + folder_.Sub("counted") + " " + folder_.Sub("number-used-twice"));
  EXPECT_EQ(both.exit_code, 1) << both.output;
}

TEST_P(ReceiptFate, OfABallotThatWasDroppedFailsTheAudit) {
  run_.Append(election_.OpenLeaf());
  run_.Append(election_.Ballot(0, {0}));
  WriteReceipt("dropped");
  ledger::ElectionRun other(election_);
  other.VoteAndClose(3, 3);
  other.CountAll();
  other.WriteBundle(folder_.Sub("bundle"));
  const Finished verify = VerifyWith({"dropped"});
  EXPECT_EQ(verify.exit_code, 1);
  EXPECT_THAT(verify.output, HasSubstr("urna verify: step 4"));
}

}  // namespace
}  // namespace urna::end_to_end
