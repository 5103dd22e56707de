// The audit of a log with witnesses: which notes need their cosignatures, and that none of them may
// be wrong.
#include "crypto/checkpoint.h"
#include "ledger/audit_folder.h"
#include "support/election_run.h"
#include "support/temporary_folder.h"

namespace urna::ledger {
namespace {

namespace fs = std::filesystem;

class WitnessedTest : public testing::Test {
 protected:
  WitnessedTest()
      : election_(ElectionFixture::Make(
            {.voters = 3, .threshold = 1, .trustees = 1, .witnesses = 3, .witness_quorum = 2})),
        run_(election_) {
    run_.VoteAndClose(3, 4);
    run_.CountAll();
  }
  int Step() {
    const std::string folder = scratch_.Sub("bundle" + std::to_string(++bundles_));
    run_.WriteBundle(folder);
    return FailingStep(folder);
  }
  ElectionFixture election_;
  ElectionRun run_;
  TemporaryFolder scratch_;
  int bundles_ = 0;
};

TEST_F(WitnessedTest, NeedsTheClosedLogCosigned) {
  EXPECT_EQ(Step(), kAllHold);
  const auto note = run_.files().at("close-checkpoint");
  const std::string without = run_.CheckpointNote(run_.closing().index + 1);
  run_.files()["close-checkpoint"] = {without.begin(), without.end()};
  EXPECT_EQ(Step(), 5) << "none has signed";
  run_.files().erase("close-checkpoint");
  EXPECT_EQ(Step(), 5) << "it is missing";
  run_.files()["close-checkpoint"] = note;
  EXPECT_EQ(Step(), kAllHold);
}

// A line in a witness's name that does not hold refuses a note wherever it stands.
TEST_F(WitnessedTest, RefusesACheckpointWithAWrongCosignature) {
  const std::string folder = scratch_.Sub("bundle");
  run_.WriteBundle(folder);
  const auto note = ReadFile(fs::path(folder) / "checkpoint");
  const auto with = [&](const std::string& line) {
    crypto::Bytes more = note;
    crypto::Append(more, crypto::AsBytes(line));
    WriteFile(fs::path(folder) / "checkpoint", more);
    return FailingStep(folder);
  };
  const std::string text = crypto::Note::Parse(crypto::AsText(note)).value().text;
  const auto line_of = [&](std::uint32_t i, std::string_view signed_text) {
    return crypto::Cosign(signed_text, ElectionFixture::WitnessName(i), election_.witness(i), 1);
  };
  EXPECT_EQ(with(line_of(0, text)), kAllHold);
  EXPECT_EQ(with(line_of(0, "another text\n")), 4);
  EXPECT_EQ(with(crypto::Cosign("x\n", "witness.test/other", election_.witness(0), 1)), kAllHold);
}

TEST_F(WitnessedTest, RefusesAReceiptOrCheckpointWithAWrongCosignature) {
  const std::string folder = scratch_.Sub("bundle");
  run_.WriteBundle(folder);
  const std::string wrong =
      crypto::Cosign("x\n", ElectionFixture::WitnessName(1), election_.witness(1), 1);
  AuditOptions options;
  options.kept_checkpoints = {run_.CheckpointNote() + wrong};
  EXPECT_EQ(FailingStep(folder, options), 4);
  options.kept_checkpoints.clear();
  options.kept_receipts = {{run_.Receipt(2), run_.leaves()[2]}};
  EXPECT_EQ(FailingStep(folder, options), kAllHold);
  options.kept_receipts[0].receipt += wrong;
  EXPECT_EQ(FailingStep(folder, options), 4);
}

}  // namespace
}  // namespace urna::ledger
