#include "cli/client/voter_proofs.h"

#include <functional>

#include "cli/client/voter_session.h"
#include "cli/server_in_test.h"
#include "ledger/errors.h"
#include "pch.h"

namespace urna::client {
namespace {

using ledger::ChainPlace;
using ledger::ContestId;
using ledger::ElectionFixture;
using v1::ProveRefusalResponse;

constexpr ContestId kContest{0};
constexpr ContestId kOther{1};
constexpr std::uint32_t kVoter = 0;
constexpr std::uint32_t kStranger = 1;

ElectionFixture MakeElection(v1::RevotePolicy revote) {
  ledger::ElectionShape shape;
  shape.contests = 4;
  shape.revote = revote;
  shape.authorities = 3;
  // Of contests 0, 1 and 2 a voter may use two.
  shape.adjust = [](v1::Config& config) {
    v1::ChoiceGroup& group = *config.add_choice_groups();
    for (const std::uint32_t contest : {0, 1, 2}) group.add_contests(contest);
    group.set_max(2);
  };
  return ElectionFixture::Make(shape);
}

class RefusalTest : public testing::Test {
 protected:
  // Its keys are dear to make.
  static const ElectionFixture& Election() {
    static const auto* const kElection = new ElectionFixture(MakeElection(v1::REVOTE_POLICY_LAST));
    return *kElection;
  }
  static const ledger::Manifest& Manifest() { return *Election().manifest(); }
  RefusalTest() : log_(Election()) {
    log_.Append(Election().SealLeaf());
    log_.Append(Election().OpenLeaf());
  }

  crypto::Bytes Ballot(const ChainPlace& place, ContestId contest = kContest,
                       std::uint32_t voter = kVoter) const {
    return Election().Ballot(voter, {1}, place, contest);
  }
  static RefusalQuestion Question(const ChainEnd& before = {}) {
    return {Election().voting_key(kVoter), kContest, before, Election().slot(kVoter)};
  }
  absl::StatusOr<ProvenRefusal> Verify(v1::RefusalReason reason,
                                       const std::vector<std::uint64_t>& records,
                                       const ChainEnd& before = {}) const {
    return VerifyRefusal(Manifest(), Question(before), log_.Answer(reason, records));
  }
  bool Holds(v1::RefusalReason reason, const std::vector<std::uint64_t>& records,
             const ChainEnd& before = {}) const {
    const auto refusal = Verify(reason, records, before);
    // What does not hold is the server's doing, never a refusal.
    EXPECT_TRUE(refusal.ok() || absl::IsDataLoss(refusal.status())) << refusal.status();
    return refusal.ok();
  }
  ChainEnd EndAt(std::uint64_t index) const {
    const auto leaf = ledger::ParseLeaf(log_.leaves()[index]).value();
    return {std::get<ledger::BallotLeaf>(leaf.body).sequence,
            crypto::LeafHash(log_.leaves()[index]), index};
  }

  LogInTest log_;
};

class SequenceTest : public RefusalTest {
 protected:
  // Three ballots of the voter, others between them.
  SequenceTest() {
    first_ = Ballot({});
    second_ = Ballot(ledger::After(first_));
    third_ = Ballot(ledger::After(second_));
    log_.Append(first_);                           // 2
    log_.Append(Ballot({}, kContest, kStranger));  // 3
    log_.Append(second_);                          // 4
    log_.Append(Ballot({}, kOther));               // 5
    log_.Append(third_);                           // 6
  }
  static constexpr auto kReason = v1::REFUSAL_REASON_SEQUENCE;
  crypto::Bytes first_, second_, third_;
};

TEST_F(SequenceTest, ProvesAllBallotsFromTheRefusedOneToTheLast) {
  const auto refusal = Verify(kReason, {2, 4, 6});
  ASSERT_TRUE(refusal.ok()) << refusal.status();
  ASSERT_EQ(refusal->ballots.size(), 3U);
  EXPECT_EQ(EndOf(refusal->ballots).sequence, 3U);
  EXPECT_EQ(EndOf(refusal->ballots).hash, crypto::LeafHash(third_));
  EXPECT_EQ(refusal->checkpoint.size, log_.size());
  EXPECT_THAT(Tell(Manifest(), *refusal), testing::HasSubstr("record 6"));
  EXPECT_TRUE(Holds(kReason, {4, 6}, EndAt(2)));
  EXPECT_TRUE(Holds(kReason, {6}, EndAt(4)));
}

TEST_F(SequenceTest, HasNoGap) {
  EXPECT_FALSE(Holds(kReason, {4, 6}));
  EXPECT_FALSE(Holds(kReason, {2, 6}));
  EXPECT_FALSE(Holds(kReason, {6}, EndAt(2)));
  EXPECT_FALSE(Holds(kReason, {2, 4}, EndAt(2)));
}

TEST_F(SequenceTest, ContinuesTheReceiptsOfTheDevice) {
  // The device's first ballot is another one than the log's.
  ChainEnd before = EndAt(2);
  before.hash[0] ^= 1;
  EXPECT_FALSE(Holds(kReason, {4, 6}, before));
  // Its receipt stands behind what is said to come after it.
  before = EndAt(2);
  before.index = 5;
  EXPECT_FALSE(Holds(kReason, {4, 6}, before));
}

TEST_F(SequenceTest, NamesTheBallotBeforeEach) {
  ChainPlace wrong = ledger::After(third_);
  wrong.previous[31] ^= 1;
  log_.Append(Ballot(wrong));
  EXPECT_FALSE(Holds(kReason, {2, 4, 6, 7}));
  log_.Append(Ballot(ledger::After(third_)));
  EXPECT_TRUE(Holds(kReason, {2, 4, 6, 8}));
}

TEST_F(SequenceTest, IsInTheOrderOfTheLog) {
  EXPECT_FALSE(Holds(kReason, {4, 2, 6}));
  EXPECT_FALSE(Holds(kReason, {2, 2}));
  // A chain that holds, in a log where its second ballot stands before the first.
  LogInTest other(Election());
  other.Append(second_);
  other.Append(first_);
  EXPECT_FALSE(VerifyRefusal(Manifest(), Question(), other.Answer(kReason, {1, 0})).ok());
  EXPECT_FALSE(VerifyRefusal(Manifest(), Question(), other.Answer(kReason, {0, 1})).ok());
}

TEST_F(SequenceTest, IsOfTheKeyAndTheContest) {
  EXPECT_FALSE(Holds(kReason, {3}));
  EXPECT_FALSE(Holds(kReason, {5}));
  EXPECT_FALSE(Holds(kReason, {2, 3}));
}

TEST_F(SequenceTest, IsOfBallotsWhoseProofHolds) {
  crypto::Bytes forged = Election().Prove(Election().Unproven(kVoter, {0}, ledger::After(third_)),
                                          Election().voter(kStranger));
  log_.Append(forged);
  EXPECT_FALSE(Holds(kReason, {2, 4, 6, 7}));
  log_.Append(Election().CloseLeaf());
  EXPECT_FALSE(Holds(kReason, {8}));
}

TEST_F(SequenceTest, IsUnderOneCheckpointOfTheLog) {
  ProveRefusalResponse answer = log_.Answer(kReason, {2, 4, 6});
  answer.mutable_records(0)->set_receipt(log_.Receipt(2, 5));
  EXPECT_FALSE(VerifyRefusal(Manifest(), Question(), answer).ok());
  // The right leaf with another's proof.
  answer = log_.Answer(kReason, {2, 4, 6});
  answer.mutable_records(1)->set_receipt(log_.Receipt(5));
  EXPECT_FALSE(VerifyRefusal(Manifest(), Question(), answer).ok());
  // A note of somebody else.
  answer = log_.Answer(kReason, {2});
  auto proof = crypto::LogProof::Parse(answer.records(0).receipt()).value();
  proof.checkpoint_note =
      crypto::SignCheckpoint(log_.CheckpointOf(log_.size()), crypto::SigningKey::Generate());
  answer.mutable_records(0)->set_receipt(proof.Serialize());
  EXPECT_FALSE(VerifyRefusal(Manifest(), Question(), answer).ok());
}

TEST_F(SequenceTest, NeedsItsRecords) {
  EXPECT_FALSE(Holds(kReason, {}));
  ProveRefusalResponse answer = log_.Answer(kReason, {2});
  answer.set_reason(v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_FALSE(VerifyRefusal(Manifest(), Question(), answer).ok());
  EXPECT_TRUE(VerifyRefusal(Manifest(), Question(), {}).ok());
  answer.set_reason(static_cast<v1::RefusalReason>(17));
  EXPECT_FALSE(VerifyRefusal(Manifest(), Question(), answer).ok());
}

TEST_F(SequenceTest, BreaksWithAnyFlippedBit) {
  const ProveRefusalResponse answer = log_.Answer(kReason, {2, 4});
  for (std::size_t bit = 0; bit < answer.records(1).record().size() * 8; bit += 61) {
    ProveRefusalResponse damaged = answer;
    (*damaged.mutable_records(1)->mutable_record())[bit / 8] ^= static_cast<char>(1 << (bit % 8));
    EXPECT_FALSE(VerifyRefusal(Manifest(), Question(), damaged).ok()) << "bit " << bit;
  }
}

class ChoiceGroupTest : public RefusalTest {
 protected:
  static constexpr auto kReason = v1::REFUSAL_REASON_CHOICE_GROUP;
};

TEST_F(ChoiceGroupTest, NeedsAsManyOtherContestsAsTheGroupAdmits) {
  const crypto::Bytes one = Ballot({}, kOther);
  log_.Append(one);                                 // 2
  log_.Append(Ballot(ledger::After(one), kOther));  // 3
  log_.Append(Ballot({}, ContestId{3}));            // 4, in no group
  EXPECT_FALSE(Holds(kReason, {2}));
  EXPECT_FALSE(Holds(kReason, {2, 3}));
  EXPECT_FALSE(Holds(kReason, {2, 4}));
  log_.Append(Ballot({}, ContestId{2}, kStranger));  // 5
  EXPECT_FALSE(Holds(kReason, {2, 5}));
  log_.Append(Ballot({}, ContestId{2}));  // 6
  EXPECT_TRUE(Holds(kReason, {2, 6}));
  EXPECT_TRUE(Holds(kReason, {3, 6}));
}

TEST_F(ChoiceGroupTest, IsNoObstacleWhereTheKeyHasABallotAlready) {
  const crypto::Bytes first = Ballot({});
  log_.Append(first);                     // 2
  log_.Append(Ballot({}, kOther));        // 3
  log_.Append(Ballot({}, ContestId{2}));  // 4
  EXPECT_FALSE(Holds(kReason, {2, 3}));
  EXPECT_FALSE(Holds(kReason, {3, 4}, EndAt(2)));
}

TEST_F(RefusalTest, ARevocationIsOfTheSlotAndSignedByEnough) {
  log_.Append(Election().RevokeLeaf(kVoter));     // 2
  log_.Append(Election().RevokeLeaf(kStranger));  // 3
  const auto revocation = [](std::uint32_t voter, std::uint32_t generation) {
    return ledger::Leaf{Manifest().hash(),
                        ledger::RevocationLeaf{Election().slot(voter), generation, 1, {}}};
  };
  log_.Append(Election().SignByAuthorities(revocation(kVoter, 0), {1}));     // 4: one is not enough
  log_.Append(Election().SignByAuthorities(revocation(kVoter, 1), {0, 2}));  // 5
  crypto::Bytes forged = Election().RevokeLeaf(kVoter);
  forged.back() ^= 1;
  log_.Append(forged);  // 6
  constexpr auto kReason = v1::REFUSAL_REASON_REVOKED;
  const auto refusal = Verify(kReason, {2});
  ASSERT_TRUE(refusal.ok()) << refusal.status();
  EXPECT_THAT(Tell(Manifest(), *refusal), testing::HasSubstr("authorities 0, 1"));
  for (const std::uint64_t other : {1, 3, 4, 5, 6}) EXPECT_FALSE(Holds(kReason, {other})) << other;
  EXPECT_FALSE(Holds(kReason, {2, 3}));
  // Who does not know its slot cannot tell whose key was revoked.
  RefusalQuestion question = Question();
  question.slot.reset();
  EXPECT_FALSE(VerifyRefusal(Manifest(), question, log_.Answer(kReason, {2})).ok());
}

TEST_F(RefusalTest, AClosingIsSignedByEnough) {
  log_.Append(Election().CloseLeaf());  // 2
  const ledger::Leaf close{Manifest().hash(), ledger::TimeLeaf{false, 1'800'000'000, {}}};
  log_.Append(Election().SignByAuthorities(close, {2}));  // 3
  constexpr auto kReason = v1::REFUSAL_REASON_CLOSED;
  const auto refusal = Verify(kReason, {2});
  ASSERT_TRUE(refusal.ok()) << refusal.status();
  EXPECT_THAT(Tell(Manifest(), *refusal), testing::HasSubstr("2027-01-15"));
  EXPECT_FALSE(Holds(kReason, {1}));  // the opening
  EXPECT_FALSE(Holds(kReason, {3}));
}

TEST_F(RefusalTest, TheFirstBallotCountsOnlyWhereTheManifestSaysSo) {
  static const auto* const kFirst = new ElectionFixture(MakeElection(v1::REVOTE_POLICY_FIRST));
  LogInTest log(*kFirst);
  log.Append(kFirst->Ballot(kVoter, {1}));
  log.Append(kFirst->Ballot(kStranger, {1}));
  log.Append(kFirst->Ballot(kVoter, {1}, {}, kOther));
  const RefusalQuestion question{kFirst->voting_key(kVoter), kContest, {}, {}};
  const auto holds = [&](v1::RefusalReason reason, std::uint64_t record) {
    return VerifyRefusal(*kFirst->manifest(), question, log.Answer(reason, {record})).ok();
  };
  EXPECT_TRUE(holds(v1::REFUSAL_REASON_ALREADY_VOTED, 0));
  EXPECT_FALSE(holds(v1::REFUSAL_REASON_ALREADY_VOTED, 1));
  EXPECT_FALSE(holds(v1::REFUSAL_REASON_ALREADY_VOTED, 2));
  // A taken number would ask for the next one, which is never admitted there.
  EXPECT_FALSE(holds(v1::REFUSAL_REASON_SEQUENCE, 0));
  log_.Append(Ballot({}));
  EXPECT_FALSE(Holds(v1::REFUSAL_REASON_ALREADY_VOTED, {2}));
}

TEST_F(RefusalTest, IsOfThisElection) {
  static const auto* const kElsewhere = [] {
    ledger::ElectionShape shape;
    shape.process = "elsewhere";
    return new ElectionFixture(ElectionFixture::Make(shape));
  }();
  // In this election's log, by this election's log key.
  log_.Append(kElsewhere->CloseLeaf());
  EXPECT_FALSE(Holds(v1::REFUSAL_REASON_CLOSED, {2}));
}

class ContinuationTest : public RefusalTest {
 protected:
  ContinuationTest() {
    for (std::uint32_t voter = 0; voter < 4; ++voter) log_.Append(Ballot({}, kContest, voter));
  }
  absl::Status Check(std::uint64_t known, std::uint64_t fresh, const LogInTest& other) const {
    return CheckContinues(
        log_.CheckpointOf(known), other.CheckpointOf(fresh),
        [&](std::uint64_t a, std::uint64_t b) { return other.Consistency(a, b); });
  }
};

TEST_F(ContinuationTest, IsOfALogThatHasOnlyGrown) {
  for (std::uint64_t known = 1; known <= log_.size(); ++known) {
    for (std::uint64_t fresh = 1; fresh <= log_.size(); ++fresh) {
      EXPECT_EQ(Check(known, fresh, log_).ok(), known <= fresh) << known << " " << fresh;
    }
  }
}

TEST_F(ContinuationTest, IsNotOfAFork) {
  LogInTest fork(Election());
  for (std::size_t i = 0; i < log_.size(); ++i) {
    fork.Append(i == 3 ? Ballot({}, kOther) : log_.leaves()[i]);
  }
  fork.Append(Election().CloseLeaf());
  EXPECT_TRUE(Check(3, 5, fork).ok());
  for (std::uint64_t known = 4; known <= log_.size(); ++known) {
    for (std::uint64_t fresh = known; fresh <= fork.size(); ++fresh) {
      EXPECT_EQ(ledger::ReasonOf(Check(known, fresh, fork)), "LOG_FORKED") << known << " " << fresh;
    }
  }
}

TEST_F(ContinuationTest, IsNotDecidedWithoutAProof) {
  const auto status = CheckContinues(
      log_.CheckpointOf(2), log_.CheckpointOf(5),
      [](std::uint64_t, std::uint64_t) -> absl::StatusOr<std::vector<crypto::Hash256>> {
        return absl::UnavailableError("gone");
      });
  EXPECT_TRUE(absl::IsUnavailable(status));
}

// Section 8.4: a line of one of the election's witnesses is right, or the note is none.
TEST(ProvenBallotOfAWitnessedLog, HasNoWrongLineOfAWitness) {
  ledger::ElectionShape shape;
  shape.witnesses = 1;
  const ElectionFixture election = ElectionFixture::Make(shape);
  ServerInTest server(election);
  const crypto::Bytes ballot = election.Ballot(kVoter, {1});
  const std::string receipt = server.log.Receipt(server.Append(ballot));
  const std::string text = server.log.CheckpointOf(server.log.size()).Text();
  const auto with_line = [&](const std::string& signed_text, const crypto::SigningKey& key) {
    const std::string line =
        crypto::Cosign(signed_text, ElectionFixture::WitnessName(0), key, 1'700'000'001);
    return VerifyProvenBallot(*election.manifest(), ballot, receipt + line).status();
  };
  EXPECT_TRUE(with_line(text, election.witness(0)).ok());
  EXPECT_TRUE(absl::IsDataLoss(with_line("another text\n", election.witness(0))));
  // Of a key that is none of the election's, whatever its name.
  EXPECT_TRUE(with_line("another text\n", election.authority(0)).ok());

  // So does a voter's device with what the server shows of the log.
  NoVoterFile vault;
  VoterSession session(server, *election.manifest(), election.voter(1), election.slot(1), {},
                       vault);
  server.on_send = [&](const crypto::Bytes& leaf) {
    auto answer = server.Admit(leaf);
    if (answer.ok()) {
      answer->set_receipt(answer->receipt() + crypto::Cosign("another text\n",
                                                             ElectionFixture::WitnessName(0),
                                                             election.witness(0), 1'700'000'001));
    }
    return answer;
  };
  const auto answer = session.Cast(session.Encrypt(ContestId{0}, {{1, 1}}, {}).value()).status();
  EXPECT_TRUE(absl::IsDataLoss(answer)) << answer;
  EXPECT_EQ(session.memory().pending.size(), 1U);
}

}  // namespace
}  // namespace urna::client
