#include "ledger/artefact_walk.h"

#include "crypto/hash.h"
#include "ledger/audit.h"
#include "ledger/errors.h"
#include "support/election_run.h"
#include "support/temporary_folder.h"

namespace urna::ledger {
namespace {

using testing::HasSubstr;

// Two of four trustees decrypt. Voters 0 to 2 have voted; the log is closed and nothing is counted
// yet.
class Artefacts : public testing::Test {
 protected:
  explicit Artefacts(ElectionShape shape = {}, std::uint32_t voters = 3)
      : election_(ElectionFixture::Make(WithFourTrustees(std::move(shape)))), run_(election_) {
    run_.VoteAndClose(voters, 4);
    run_.SignTheClosing();
  }
  static ElectionShape WithFourTrustees(ElectionShape shape) {
    shape.trustees = 4;
    return shape;
  }

  // Why the record may not be appended now; "" when it may.
  std::string Refusal(const crypto::Bytes& leaf) const {
    const absl::Status status = run_.state().CheckArtefact(LeafOf(leaf), run_.state().size());
    return status.ok() ? "" : ReasonOf(status);
  }
  std::string Refusal(const SignedArtefact& artefact) const { return Refusal(artefact.leaf); }
  static ArtefactLeaf LeafOf(const crypto::Bytes& leaf) {
    return std::get<ArtefactLeaf>(ParseLeaf(leaf).value().body);
  }
  // Announces a file of that many bytes; what is in it, whoever asks for its place does not know.
  SignedArtefact Any(ArtefactKind kind, std::uint64_t index, std::uint32_t trustee,
                     ContestId contest = kContest) const {
    const std::uint64_t size =
        ArtefactSize(*election_.manifest(), kind, run_.state().Selected(contest).size());
    return election_.Artefact(run_.closing_hash(), contest, kind, index, trustee,
                              crypto::Bytes(size == 0 ? 10 : size, 7));
  }
  // A mix that satisfies every length and no equation.
  SignedArtefact WrongMix(std::uint32_t trustee) {
    auto mix =
        crypto::Mix::Parse(
            election_.Mix(run_.closing_hash(), kContest, run_.last_mix(), trustee, run_.current())
                .file,
            run_.current().size(), run_.current().width())
            .value();
    std::swap(mix.output.b[0][0], mix.output.b[0][1]);
    return election_.Artefact(run_.closing_hash(), kContest, ArtefactKind::kMix, run_.last_mix(),
                              trustee, mix.Serialize());
  }
  SignedArtefact WrongDecryption(std::uint32_t trustee) {
    auto file =
        election_.Decrypt(run_.closing_hash(), kContest, run_.last_mix(), trustee, run_.current())
            .file;
    // The last byte of a scalar's lowest byte would do; swapped points are still points.
    std::swap_ranges(file.begin() + 32, file.begin() + 64, file.begin() + 64);
    return election_.Artefact(run_.closing_hash(), kContest, ArtefactKind::kDecryption,
                              run_.last_mix(), trustee, file);
  }
  AuditReport Report() {
    const std::string folder = scratch_.Sub("bundle" + std::to_string(++bundles_));
    run_.WriteBundle(folder);
    return Audit(Bundle::Open(folder).value(), {}).value();
  }
  static constexpr ContestId kContest{0};

  ElectionFixture election_;
  ElectionRun run_;
  TemporaryFolder scratch_;
  int bundles_ = 0;
};

std::vector<std::uint64_t> Records(const std::vector<LogFault>& faults) {
  std::vector<std::uint64_t> out;
  for (const LogFault& fault : faults) out.push_back(fault.record);
  return out;
}

// --- Mixes ---

TEST_F(Artefacts, MixesTakeTheSelectionAndThenEachOther) {
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, 1, 1)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, 0, 1)), "");
  const std::uint64_t first = run_.MixBy(3);
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, 0, 1)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, first - 1, 1)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, first, 1)), "");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, first, 3)), "ALREADY_THERE");
}

// One more would strand whoever has decrypted.
TEST_F(Artefacts, MixesAreExactlyAsManyAsTheThreshold) {
  run_.MixBy(1);
  const std::uint64_t last = run_.MixBy(2);
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, last, 3)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, 0, 3)), "WRONG_ORDER");
}

TEST_F(Artefacts, AWrongMixEndsNothing) {
  const std::uint64_t wrong = run_.AnnounceWrong(WrongMix(1));
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, 0, 1)), "ALREADY_THERE") << "its trustee mixes no more";
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, wrong, 2)), "WRONG_ORDER") << "nobody takes its output";
  run_.CountAll();
  const auto& artefacts = run_.state().artefacts(kContest);
  ASSERT_EQ(artefacts.mixes.size(), 2u);
  EXPECT_EQ(artefacts.mixes[0].trustee, 2u);
  const AuditReport report = Report();
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  ASSERT_THAT(Records(report.faults), testing::ElementsAre(wrong));
  EXPECT_THAT(report.faults[0].reason, HasSubstr("trustee 1: its file does not hold"));
  EXPECT_EQ(report.contests[0].valid, 3u);
}

// So that anyone can see that it is wrong.
TEST_F(Artefacts, AWrongMixIsPublished) {
  const std::uint64_t wrong = run_.AnnounceWrong(WrongMix(1));
  run_.CountAll();
  run_.files().erase("mix/0/" + std::to_string(wrong) + ".mix");
  EXPECT_EQ(Report().steps.back().number, 8);
}

// Whoever hands out no file, or another one, puts no blame on its trustee, and the walk goes on from
// there once the file is handed out.
TEST_F(Artefacts, AMixThatCannotBeReadIsNobodysFault) {
  run_.MixBy(1);
  const std::uint64_t second = run_.MixBy(2);
  ElectionState state(election_.manifest(), election_.rolls());
  ArtefactIndex index(1);
  for (std::uint64_t i = 0; i < run_.leaves().size(); ++i) {
    ASSERT_TRUE(state.Fold(run_.leaves()[i]).ok());
    index.Add(i, run_.leaves()[i]);
  }
  state.SetClosingRoot(run_.closing().root);
  const LeafReader leaves = [this](std::uint64_t i) -> absl::StatusOr<crypto::Bytes> {
    return run_.leaves()[i];
  };
  ArtefactWalk walk(state, kContest,
                    ContestCounter(election_.manifest(), run_.closing_hash(), kContest,
                                   SelectedCiphertexts(state, kContest, leaves).value(), false, 1));
  bool is_there = false;
  const ArtefactReader read = [&](const AnnouncedLeaf& one) -> absl::StatusOr<crypto::Bytes> {
    if (one.record == second && !is_there) return absl::UnavailableError("the server is down");
    return run_.files().at(ArtefactPath(one.leaf, one.record));
  };
  EXPECT_TRUE(absl::IsUnavailable(walk.WalkMixes(index, read)));
  EXPECT_TRUE(walk.faults().empty());
  EXPECT_EQ(walk.counter().mixes(), 1u);
  is_there = true;
  EXPECT_TRUE(walk.WalkMixes(index, read).ok());
  EXPECT_EQ(walk.counter().mixes(), 2u);
  EXPECT_EQ(walk.well_placed().size(), 2u);
}

TEST_F(Artefacts, TooManyWrongMixersEndTheCount) {
  for (const std::uint32_t m : {1, 2, 3}) run_.AnnounceWrong(WrongMix(m));
  run_.MixBy(4);
  const AuditReport report = Report();
  EXPECT_EQ(report.steps.back().number, 8);
  EXPECT_THAT(std::string(report.steps.back().status.message()),
              HasSubstr("1 mix holds, 2 are needed"));
  EXPECT_EQ(report.faults.size(), 3u);
}

TEST_F(Artefacts, AMixOfAnotherSizeIsNotWellPlaced) {
  ArtefactLeaf leaf = LeafOf(Any(ArtefactKind::kMix, 0, 1).leaf);
  for (const std::uint64_t size :
       {std::uint64_t{0}, leaf.size - 1, leaf.size + 1, ~std::uint64_t{0}}) {
    leaf.size = size;
    EXPECT_EQ(Refusal(election_.SignArtefact(run_.closing_hash(), leaf)), "WRONG_SIZE") << size;
  }
}

// --- Signatures, under the closing ---

TEST_F(Artefacts, AreOfTheirTrusteeUnderThisClosing) {
  const ArtefactLeaf leaf = LeafOf(Any(ArtefactKind::kMix, 0, 1).leaf);
  EXPECT_EQ(Refusal(election_.SignArtefact(run_.closing_hash(), leaf)), "");
  EXPECT_EQ(Refusal(election_.SignArtefact(election_.manifest()->hash(), leaf)), "WRONG_SIGNATURE")
      << "version 1 signed under the manifest";
  Closing fork = run_.closing();
  fork.root[0] ^= 1;
  EXPECT_EQ(Refusal(election_.SignArtefact(ClosingHash(election_.manifest()->hash(), fork), leaf)),
            "WRONG_SIGNATURE");
  ArtefactLeaf other = LeafOf(election_.SignArtefact(run_.closing_hash(), leaf));
  other.trustee = 2;
  EXPECT_EQ(Refusal(SerializeLeaf({election_.manifest()->hash(), other})), "WRONG_SIGNATURE");
  other.trustee = 5;
  EXPECT_EQ(Refusal(SerializeLeaf({election_.manifest()->hash(), other})), "WRONG_SIGNATURE");
}

// What is made on a fork stays on the fork: file and signature are of its closing.
TEST_F(Artefacts, MadeUnderAnotherClosingAreRefused) {
  ElectionRun fork(election_);
  fork.VoteAndClose(2, 4);
  ASSERT_NE(fork.closing_hash(), run_.closing_hash());
  const auto stolen = election_.Mix(fork.closing_hash(), kContest, 0, 1, run_.current());
  EXPECT_EQ(Refusal(stolen), "WRONG_SIGNATURE");
  // Its trustee would have to announce it here as well; and then the proof is of the other closing.
  const auto announced =
      election_.Artefact(run_.closing_hash(), kContest, ArtefactKind::kMix, 0, 1, stolen.file);
  EXPECT_EQ(Refusal(announced), "");
  const std::uint64_t wrong = run_.AnnounceWrong(announced);
  run_.CountAll();
  EXPECT_THAT(Records(Report().faults), testing::ElementsAre(wrong));
}

TEST_F(Artefacts, DecryptionsMadeUnderAnotherClosingDoNotHold) {
  run_.MixBy(1);
  run_.MixBy(2);
  ElectionRun fork(election_);
  fork.VoteAndClose(2, 4);
  const auto stolen =
      election_.Decrypt(fork.closing_hash(), kContest, run_.last_mix(), 3, run_.current());
  EXPECT_EQ(Refusal(stolen), "WRONG_SIGNATURE");
  const std::uint64_t wrong = run_.AnnounceWrong(election_.Artefact(
      run_.closing_hash(), kContest, ArtefactKind::kDecryption, run_.last_mix(), 3, stolen.file));
  run_.CountAll();
  EXPECT_THAT(Records(Report().faults), testing::ElementsAre(wrong));
}

// --- Decryptions ---

TEST_F(Artefacts, DecryptionsNameTheLastMix) {
  const std::uint64_t first = run_.MixBy(1);
  EXPECT_EQ(Refusal(Any(ArtefactKind::kDecryption, first, 3)), "WRONG_ORDER") << "one is missing";
  const std::uint64_t last = run_.MixBy(2);
  EXPECT_EQ(Refusal(Any(ArtefactKind::kDecryption, first, 3)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kDecryption, 3, 3)), "WRONG_ORDER")
      << "the trustee, as in version 1";
  EXPECT_EQ(Refusal(Any(ArtefactKind::kDecryption, last, 3)), "");
  run_.DecryptBy(3);
  EXPECT_EQ(Refusal(Any(ArtefactKind::kDecryption, last, 3)), "ALREADY_THERE");
  run_.DecryptBy(4);
  EXPECT_EQ(Refusal(Any(ArtefactKind::kDecryption, last, 1)), "") << "more than needed is fine";
}

TEST_F(Artefacts, ATrusteeWhoseDecryptionIsWrongMakesAnother) {
  run_.MixBy(1);
  run_.MixBy(2);
  const std::uint64_t wrong = run_.AnnounceWrong(WrongDecryption(3));
  run_.DecryptBy(3);
  run_.CountAll();
  const AuditReport report = Report();
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  ASSERT_THAT(Records(report.faults), testing::ElementsAre(wrong));
  EXPECT_THAT(report.faults[0].reason, HasSubstr("trustee 3"));
}

// --- Results ---

TEST_F(Artefacts, ResultsComeAfterTheDecryptionsEachOnce) {
  run_.MixBy(1);
  run_.MixBy(2);
  run_.DecryptBy(1);
  for (const auto kind : {ArtefactKind::kBallots, ArtefactKind::kPabulib, ArtefactKind::kOutcome}) {
    EXPECT_EQ(Refusal(Any(kind, 0, 1)), "WRONG_ORDER");
  }
  run_.DecryptBy(2);
  for (const auto kind : {ArtefactKind::kBallots, ArtefactKind::kPabulib, ArtefactKind::kOutcome}) {
    EXPECT_EQ(Refusal(Any(kind, 0, 4)), "");
    EXPECT_EQ(Refusal(Any(kind, 1, 4)), "WRONG_ORDER");
  }
  run_.PublishBy(3);
  for (const auto kind : {ArtefactKind::kBallots, ArtefactKind::kPabulib, ArtefactKind::kOutcome}) {
    EXPECT_EQ(Refusal(Any(kind, 0, 4)), "ALREADY_THERE");
  }
}

TEST_F(Artefacts, AWrongResultTakesNoPlace) {
  run_.MixBy(1);
  run_.MixBy(2);
  run_.DecryptBy(1);
  run_.DecryptBy(2);
  const std::uint64_t wrong = run_.AnnounceWrong(Any(ArtefactKind::kOutcome, 0, 1));
  run_.PublishBy(2);
  const AuditReport report = Report();
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  ASSERT_THAT(Records(report.faults), testing::ElementsAre(wrong));
  EXPECT_THAT(report.faults[0].reason, HasSubstr("trustee 1"));
}

// --- What a server appends that it should not ---

TEST_F(Artefacts, IllPlacedAreFaultsAndTheirFilesAreNotRead) {
  run_.MixBy(1);
  const auto again = election_.Mix(run_.closing_hash(), kContest, 0, 2, run_.current());
  const std::uint64_t wrong_index = run_.AppendUnchecked(again.leaf);
  const std::uint64_t early = run_.AppendUnchecked(Any(ArtefactKind::kDecryption, 0, 3).leaf);
  run_.CountAll();
  const std::uint64_t late = run_.AppendUnchecked(Any(ArtefactKind::kOutcome, 0, 1).leaf);
  const AuditReport report = Report();
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_THAT(Records(report.faults), testing::UnorderedElementsAre(wrong_index, early, late));
  for (const LogFault& fault : report.faults) {
    EXPECT_THAT(fault.reason, HasSubstr("is not well-placed"));
  }
  // And they are not published.
  run_.files()["mix/0/" + std::to_string(wrong_index) + ".mix"] = again.file;
  EXPECT_EQ(Report().steps.back().number, 0);
}

// The audit walks mixes before all that comes of them, and still sees what came too early in the
// log.
TEST_F(Artefacts, AreJudgedByWhatStandsBeforeThemInTheLog) {
  run_.MixBy(1);
  const auto second =
      election_.Mix(run_.closing_hash(), kContest, run_.last_mix(), 2, run_.current());
  const std::uint64_t due = run_.state().size() + 1;
  const auto mixed = MixOutput(second, run_.current());
  // A decryption that will be right, in front of the mix that it decrypts.
  const std::uint64_t early =
      run_.AppendUnchecked(election_.Decrypt(run_.closing_hash(), kContest, due, 3, mixed).leaf);
  ASSERT_EQ(run_.Announce(second), due);
  run_.DecryptBy(3);
  const std::uint64_t result = run_.AppendUnchecked(Any(ArtefactKind::kOutcome, 0, 1).leaf);
  run_.CountAll();
  const AuditReport report = Report();
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_THAT(Records(report.faults), testing::UnorderedElementsAre(early, result));
}

TEST_F(Artefacts, MalformedOrOfNoContestAreFaultsAndStopNothing) {
  crypto::Bytes malformed = Any(ArtefactKind::kMix, 0, 1).leaf;
  malformed.pop_back();
  std::vector<std::uint64_t> faults = {run_.AppendUnchecked(malformed)};
  crypto::Bytes version_1 = Any(ArtefactKind::kMix, 0, 1).leaf;
  version_1[1] = 1;
  faults.push_back(run_.AppendUnchecked(version_1));
  crypto::Bytes of_another = Any(ArtefactKind::kMix, 0, 1).leaf;
  of_another[2] ^= 1;
  faults.push_back(run_.AppendUnchecked(of_another));
  ArtefactLeaf of_none = LeafOf(Any(ArtefactKind::kMix, 0, 1).leaf);
  of_none.contest = ContestId{1};
  faults.push_back(run_.AppendUnchecked(election_.SignArtefact(run_.closing_hash(), of_none)));
  run_.CountAll();
  const AuditReport report = Report();
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_EQ(Records(report.faults), faults);
}

TEST_F(Artefacts, AreTheOnlyRecordsAfterTheClosing) {
  run_.CountAll();
  run_.AppendUnchecked(election_.RevokeLeaf(0));
  EXPECT_EQ(Report().steps.back().number, 5);
}

TEST(ArtefactsBeforeTheClosing, AreRefused) {
  const auto election = ElectionFixture::Make();
  ElectionState state(election.manifest(), election.rolls());
  ASSERT_TRUE(state.Fold(election.SealLeaf()).ok() && state.Fold(election.OpenLeaf()).ok());
  const auto leaf =
      election.Artefact({}, ContestId{0}, ArtefactKind::kMix, 0, 1, crypto::Bytes(5)).leaf;
  EXPECT_EQ(ReasonOf(state.Fold(leaf)), "NOT_CLOSED");
}

// --- Contests that are not counted ---

class TooFew : public Artefacts {
 protected:
  TooFew() : Artefacts({.minimum_ballots = 4, .tie_break = v1::TIE_BREAK_LOT}) {}
};

TEST_F(TooFew, HasAnOutcomeAloneAndNothingElse) {
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, 0, 1)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kDecryption, 0, 1)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kLot, 1, 1)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kBallots, 0, 1)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kPabulib, 0, 1)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kOutcome, 0, 1)), "");
  run_.CountAll();
  const AuditReport report = Report();
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_TRUE(report.contests[0].too_few_ballots);
  EXPECT_TRUE(report.faults.empty());
}

class FewButCounted : public Artefacts {
 protected:
  FewButCounted()
      : Artefacts({.minimum_ballots = 4, .adjust = [](v1::Config& config) {
                     config.mutable_contests(0)->set_count_anyway(true);
                   }}) {}
};
TEST_F(FewButCounted, IsCountedWhereTheManifestSaysSo) {
  run_.CountAll();
  const AuditReport report = Report();
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_FALSE(report.contests[0].too_few_ballots);
  EXPECT_EQ(report.contests[0].valid, 3u);
}

class Empty : public Artefacts {
 protected:
  Empty() : Artefacts({}, 0) {}
};
TEST_F(Empty, HasAllResultsWithoutMixesAndDecryptions) {
  EXPECT_EQ(Refusal(Any(ArtefactKind::kMix, 0, 1)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kDecryption, 0, 1)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kBallots, 0, 1)), "");
  run_.CountAll();
  const AuditReport report = Report();
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_EQ(report.contests[0].ballots, 0u);
  EXPECT_FALSE(report.contests[0].too_few_ballots);
}

// --- Lots ---

class ByLot : public Artefacts {
 protected:
  explicit ByLot(std::uint32_t voters = 3) : Artefacts({.tie_break = v1::TIE_BREAK_LOT}, voters) {}
};

TEST_F(ByLot, SharesNameTheirTrusteeAndComeOnce) {
  EXPECT_EQ(Refusal(Any(ArtefactKind::kLot, 0, 1)), "WRONG_ORDER");
  EXPECT_EQ(Refusal(Any(ArtefactKind::kLot, 1, 1)), "") << "before the mixes too";
  run_.DrawBy(1);
  EXPECT_EQ(Refusal(Any(ArtefactKind::kLot, 1, 1)), "ALREADY_THERE");
}

TEST_F(ByLot, ResultsNeedEnoughShares) {
  run_.MixBy(1);
  run_.MixBy(2);
  run_.DecryptBy(1);
  run_.DecryptBy(2);
  run_.DrawBy(1);
  EXPECT_EQ(Refusal(Any(ArtefactKind::kOutcome, 0, 1)), "WRONG_ORDER");
  run_.DrawBy(4);
  EXPECT_EQ(Refusal(Any(ArtefactKind::kOutcome, 0, 1)), "");
  run_.PublishBy(1);
  EXPECT_TRUE(Report().ok());
}

TEST_F(ByLot, AWrongShareIsItsTrusteesFaultAndTakesNoPlace) {
  auto wrong = election_.Lot(run_.closing_hash(), kContest, 1);
  wrong.file = election_.Lot(run_.closing_hash(), kContest, 2).file;
  wrong = election_.Artefact(run_.closing_hash(), kContest, ArtefactKind::kLot, 1, 1, wrong.file);
  const std::uint64_t record = run_.AnnounceWrong(wrong);
  run_.CountAll();
  const AuditReport report = Report();
  EXPECT_TRUE(report.ok()) << report.steps.back().status;
  EXPECT_THAT(Records(report.faults), testing::ElementsAre(record));
}

TEST_F(Artefacts, NoSharesAreDrawnWhereTiesAreNotByLot) {
  EXPECT_EQ(Refusal(Any(ArtefactKind::kLot, 1, 1)), "WRONG_ORDER");
}

class EmptyByLot : public ByLot {
 protected:
  EmptyByLot() : ByLot(0) {}
};
TEST_F(EmptyByLot, NeedsItsSharesAllTheSame) {
  EXPECT_EQ(Refusal(Any(ArtefactKind::kBallots, 0, 1)), "WRONG_ORDER");
  run_.CountAll();
  EXPECT_TRUE(Report().ok());
}

}  // namespace
}  // namespace urna::ledger
