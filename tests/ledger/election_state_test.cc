#include "ledger/election_state.h"

#include "crypto/merkle.h"
#include "ledger/errors.h"
#include "support/election_fixture.h"

namespace urna::ledger {
namespace {

crypto::VoterKey RandomKey() {
  return crypto::VoterKey::FromScalar(crypto::Secret<crypto::Scalar>(crypto::Scalar::Random()))
      .value();
}

class Election : public testing::Test {
 protected:
  explicit Election(const ElectionShape& shape = {})
      : election_(ElectionFixture::Make(shape)), state_(election_.manifest(), election_.rolls()) {}

  void Seal() { ASSERT_TRUE(state_.Fold(election_.SealLeaf()).ok()); }
  void Open() {
    Seal();
    ASSERT_TRUE(state_.Fold(election_.OpenLeaf()).ok());
  }
  // The reason why the record is refused, which must leave no trace; "" when it is accepted.
  std::string Fold(const crypto::Bytes& leaf) {
    const std::uint64_t before = state_.size();
    const absl::Status status = state_.Fold(leaf);
    EXPECT_EQ(state_.size(), before + 1);
    return status.ok() ? "" : ReasonOf(status);
  }
  absl::StatusCode Code(const crypto::Bytes& leaf) const {
    return state_.Check(ParseLeaf(leaf).value()).code();
  }

  ElectionFixture election_;
  ElectionState state_;
};

TEST_F(Election, BeginsWithItsManifest) {
  EXPECT_EQ(Fold(election_.OpenLeaf()), "NOT_SEALED");
  EXPECT_EQ(Fold(election_.SealLeaf()), "");
  EXPECT_EQ(state_.stage(), Stage::kSealed);
  EXPECT_EQ(Fold(election_.SealLeaf()), "ALREADY_SEALED");
}

TEST_F(Election, TakesBallotsBetweenOpeningAndClosingOnly) {
  Seal();
  EXPECT_EQ(Fold(election_.Ballot(0, {1})), "VOTING_NOT_OPEN");
  EXPECT_EQ(Fold(election_.OpenLeaf()), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {1})), "");
  EXPECT_EQ(Fold(election_.CloseLeaf()), "");
  EXPECT_EQ(Fold(election_.Ballot(1, {1})), "VOTING_CLOSED");
  EXPECT_EQ(Code(election_.Ballot(1, {1})), absl::StatusCode::kFailedPrecondition);
}

TEST_F(Election, OpensAndClosesOnce) {
  Seal();
  EXPECT_EQ(Fold(election_.CloseLeaf()), "VOTING_NOT_OPEN");
  EXPECT_EQ(Fold(election_.OpenLeaf()), "");
  EXPECT_EQ(Fold(election_.OpenLeaf()), "ALREADY_OPEN");
  EXPECT_EQ(Fold(election_.CloseLeaf()), "");
  EXPECT_EQ(Fold(election_.CloseLeaf()), "VOTING_CLOSED");
  EXPECT_EQ(Fold(election_.OpenLeaf()), "ALREADY_OPEN");
}

TEST_F(Election, DoesNotOpenOutsideTheManifestsTimes) {
  Seal();
  const auto& config = election_.manifest()->config();
  EXPECT_EQ(Fold(election_.OpenLeaf(config.opening_time() - 1)), "TOO_EARLY");
  EXPECT_EQ(Fold(election_.OpenLeaf(config.closing_time())), "TOO_LATE");
  EXPECT_EQ(Fold(election_.OpenLeaf(config.opening_time() + 10)), "");
  EXPECT_EQ(Fold(election_.CloseLeaf(config.opening_time() + 9)), "TOO_EARLY");
}

TEST_F(Election, OpensForEnoughAuthoritiesOnly) {
  Seal();
  const auto leaf = ParseLeaf(election_.OpenLeaf()).value();
  EXPECT_EQ(Fold(election_.SignByAuthorities(leaf, {0})), "TOO_FEW_SIGNATURES");
  auto forged = leaf;
  std::get<TimeLeaf>(forged.body).signatures[1].signature[0] ^= 1;
  EXPECT_EQ(Fold(SerializeLeaf(forged)), "WRONG_SIGNATURE");
}

// Two sets of a majority share an authority.
TEST(Authorities, AreMoreThanHalf) {
  const auto election = ElectionFixture::Make({.authorities = 5});
  ElectionState state(election.manifest(), election.rolls());
  ASSERT_TRUE(state.Fold(election.SealLeaf()).ok());
  const Leaf leaf = ParseLeaf(election.OpenLeaf()).value();
  EXPECT_EQ(ReasonOf(state.Fold(election.SignByAuthorities(leaf, {1, 4}))), "TOO_FEW_SIGNATURES");
  EXPECT_TRUE(state.Fold(election.SignByAuthorities(leaf, {1, 3, 4})).ok());
}

TEST_F(Election, CountsTheLastBallotOfAVoter) {
  Open();
  const auto first = election_.Ballot(0, {0});
  Fold(first);
  Fold(election_.Ballot(1, {0}));
  Fold(election_.Ballot(0, {1}, After(first)));
  EXPECT_TRUE(state_.Selected(ContestId{0}).empty()) << "nobody counts before the closing";
  Fold(election_.CloseLeaf());
  EXPECT_THAT(state_.Selected(ContestId{0}), testing::ElementsAre(3, 4));
}

// --- A voter's ballots form a chain ---

TEST_F(Election, NumbersTheBallotsOfAKeyFromOneWithoutGaps) {
  Open();
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, {2, {}})), "SEQUENCE_GAP") << "none has number 1";
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, {0, {}})), "SEQUENCE_TAKEN");
  const auto first = election_.Ballot(0, {0});
  EXPECT_EQ(Fold(first), "");
  ChainPlace third = After(first);
  ++third.sequence;
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, third)), "SEQUENCE_GAP");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, After(first))), "");
}

TEST_F(Election, RefusesANumberThatTheLogHas) {
  Open();
  const auto first = election_.Ballot(0, {0});
  const auto second = election_.Ballot(0, {1}, After(first));
  Fold(first);
  Fold(second);
  EXPECT_EQ(Fold(election_.Ballot(0, {2})), "SEQUENCE_TAKEN");
  EXPECT_EQ(Fold(election_.Ballot(0, {2}, After(first))), "SEQUENCE_TAKEN");
  EXPECT_EQ(Code(election_.Ballot(0, {2}, After(first))), absl::StatusCode::kAborted);
  EXPECT_EQ(Fold(election_.Ballot(0, {2}, After(second))), "");
}

TEST_F(Election, RefusesAReplayedBallot) {
  Open();
  const auto first = election_.Ballot(0, {0});
  Fold(first);
  EXPECT_EQ(Fold(first), "SEQUENCE_TAKEN");
  Fold(election_.Ballot(0, {1}, After(first)));
  EXPECT_EQ(Fold(first), "SEQUENCE_TAKEN") << "nor does it come back after a later one";
  Fold(election_.CloseLeaf());
  EXPECT_THAT(state_.Selected(ContestId{0}), testing::ElementsAre(4));
}

TEST_F(Election, RefusesABallotThatDoesNotNameTheOneBefore) {
  Open();
  const auto first = election_.Ballot(0, {0});
  const auto anothers = election_.Ballot(1, {0});
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, {1, After(first).previous})), "WRONG_PREVIOUS");
  Fold(first);
  Fold(anothers);
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, {2, {}})), "WRONG_PREVIOUS");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, After(anothers))), "WRONG_PREVIOUS");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, After(first))), "");
}

// The attack on version 1: the server keeps a ballot back, lets the voter vote again, and appends
// it later. Whichever number the voter then signs, one of the two cannot be appended.
TEST_F(Election, LetsNoBallotThatWasKeptBackReplaceALaterOne) {
  Open();
  const auto kept_back = election_.Ballot(0, {0});
  const auto newer = election_.Ballot(0, {1});
  Fold(newer);
  EXPECT_EQ(Fold(kept_back), "SEQUENCE_TAKEN");
  // Signed as the second, on the word that there is a first: nothing of it can ever be appended.
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, After(kept_back))), "WRONG_PREVIOUS");
  Fold(election_.CloseLeaf());
  EXPECT_THAT(state_.Selected(ContestId{0}), testing::ElementsAre(2));
}

TEST_F(Election, FindsTheBallotsOfAKey) {
  Open();
  const auto first = election_.Ballot(0, {0});
  const auto second = election_.Ballot(0, {1}, After(first));
  Fold(first);
  Fold(election_.Ballot(1, {0}));
  Fold(second);
  const auto key = election_.voting_key(0);
  const auto last = state_.LastBallot(key, ContestId{0});
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->index, 4u);
  EXPECT_EQ(last->sequence, 2u);
  EXPECT_EQ(last->leaf_hash, crypto::LeafHash(second));
  EXPECT_THAT(state_.BallotsOf(key, ContestId{0}, 1), testing::ElementsAre(2, 4));
  EXPECT_THAT(state_.BallotsOf(key, ContestId{0}, 0), testing::ElementsAre(2, 4));
  EXPECT_THAT(state_.BallotsOf(key, ContestId{0}, 2), testing::ElementsAre(4));
  EXPECT_THAT(state_.BallotsOf(key, ContestId{0}, 3), testing::IsEmpty());
  EXPECT_FALSE(state_.LastBallot(election_.voting_key(2), ContestId{0}).has_value());
  EXPECT_FALSE(state_.LastBallot({}, ContestId{0}).has_value());
}

TEST_F(Election, FindsTheBallotThatARetryRepeats) {
  Open();
  const auto ballot = election_.Ballot(0, {0});
  Fold(ballot);
  EXPECT_EQ(state_.FindBallot(ParseLeaf(ballot).value()), 2u);
  EXPECT_EQ(state_.FindBallot(ParseLeaf(election_.Ballot(0, {0})).value()), std::nullopt);
  const Leaf leaf = ParseLeaf(ballot).value();
  const std::string full = FullTracker(SignedPart(leaf));
  EXPECT_EQ(state_.FindTracker(BallotTracker(leaf)), 2u);
  EXPECT_EQ(state_.FindTracker(full), 2u);
  EXPECT_EQ(state_.FindTracker("urna2:" + full), 2u);
  EXPECT_EQ(state_.FindTracker(full.substr(0, 19)), std::nullopt);
  EXPECT_EQ(state_.FindTracker(std::string(20, 'a')), std::nullopt);
}

// --- A fault changes nothing ---

// The roll is public: what anybody can write must take no number, no contest, no ciphertext of
// anybody.
TEST_F(Election, LetsAForgedBallotReserveNothing) {
  Open();
  auto forged = election_.Unproven(0, {1});
  const auto stranger = RandomKey();
  EXPECT_EQ(Fold(ElectionFixture::Prove(forged, stranger)), "WRONG_PROOF");
  EXPECT_FALSE(state_.LastBallot(election_.voting_key(0), ContestId{0}).has_value());
  EXPECT_EQ(state_.FindBallot(forged.leaf), std::nullopt);
  // Its number, and its ciphertext.
  EXPECT_EQ(Fold(ElectionFixture::Prove(forged, election_.voter(0))), "");
}

TEST_F(Election, LeavesItsTablesAsTheyWereAfterAnyFault) {
  Open();
  const auto first = election_.Ballot(0, {0});
  Fold(first);
  auto gap = After(first);
  ++gap.sequence;
  auto fork = After(first);
  fork.previous[0] ^= 1;
  for (const ChainPlace& place : {gap, fork, ChainPlace{}}) {
    const auto fault = election_.Ballot(0, {1}, place);
    EXPECT_NE(Fold(fault), "");
    EXPECT_EQ(state_.LastBallot(election_.voting_key(0), ContestId{0})->index, 2u);
    EXPECT_EQ(state_.FindBallot(ParseLeaf(fault).value()), std::nullopt);
  }
  // A ciphertext that came in a fault may come in a ballot.
  auto again = election_.Unproven(0, {2}, gap);
  EXPECT_EQ(Fold(ElectionFixture::Prove(again, election_.voter(0))), "SEQUENCE_GAP");
  std::get<BallotLeaf>(again.leaf.body).sequence = 2;
  EXPECT_EQ(Fold(ElectionFixture::Prove(again, election_.voter(0))), "");
}

// Whatever is folded, the state is that of the log without its faults: any order of ballots, good
// and forged, of two voters.
RC_GTEST_PROP(ElectionStateProperty, IsThatOfTheLogWithoutItsFaults, ()) {
  static const auto& election = *new ElectionFixture(ElectionFixture::Make());
  static const auto& ballots = *new std::vector<crypto::Bytes>([] {
    std::vector<crypto::Bytes> made;
    for (const std::uint32_t v : {0, 1}) {
      const auto first = election.Ballot(v, {0});
      const auto other_first = election.Ballot(v, {1});
      const auto second = election.Ballot(v, {2}, After(first));
      auto forged = ParseLeaf(second).value();
      std::get<BallotLeaf>(forged.body).z[0] ^= 1;
      made.insert(made.end(), {first, other_first, second, SerializeLeaf(forged),
                               election.Ballot(v, {3}, After(second))});
    }
    return made;
  }());
  const auto order = *rc::gen::container<std::vector<std::size_t>>(
      rc::gen::inRange<std::size_t>(0, ballots.size()));
  ElectionState with_faults(election.manifest(), election.rolls());
  ElectionState without(election.manifest(), election.rolls());
  for (const auto& leaf : {election.SealLeaf(), election.OpenLeaf()}) {
    RC_ASSERT(with_faults.Fold(leaf).ok() && without.Fold(leaf).ok());
  }
  for (const std::size_t i : order) {
    if (with_faults.Fold(ballots[i]).ok()) RC_ASSERT(without.Fold(ballots[i]).ok());
  }
  for (const auto& ballot : ballots) {
    const Leaf leaf = ParseLeaf(ballot).value();
    RC_ASSERT(ReasonOf(with_faults.Check(leaf)) == ReasonOf(without.Check(leaf)));
  }
  RC_ASSERT(with_faults.Fold(election.CloseLeaf()).ok() && without.Fold(election.CloseLeaf()).ok());
  RC_ASSERT(with_faults.Selected(ContestId{0}).size() == without.Selected(ContestId{0}).size());
}

// --- Whose ballot ---

TEST_F(Election, RefusesAKeyThatIsNotOnTheRoll) {
  Open();
  const auto stranger = RandomKey();
  auto ballot = election_.Unproven(0, {0});
  std::get<BallotLeaf>(ballot.leaf.body).voting_key.bytes = stranger.public_key().bytes();
  EXPECT_EQ(Fold(ElectionFixture::Prove(ballot, stranger)), "UNKNOWN_KEY");
}

TEST_F(Election, RefusesABallotThatAnotherVoterProved) {
  Open();
  EXPECT_EQ(Fold(ElectionFixture::Prove(election_.Unproven(0, {0}), election_.voter(1))),
            "WRONG_PROOF");
}

// One registrar's part of the key is not the key.
TEST_F(Election, RefusesABallotOfOneCodeOnly) {
  Open();
  for (const std::uint32_t j : {1, 2}) {
    const crypto::VoterKey part = election_.code(0, j).Key(election_.election_id()).value();
    EXPECT_EQ(Fold(ElectionFixture::Prove(election_.Unproven(0, {0}), part)), "WRONG_PROOF");
    auto own = election_.Unproven(0, {0});
    std::get<BallotLeaf>(own.leaf.body).voting_key.bytes = part.public_key().bytes();
    EXPECT_EQ(Fold(ElectionFixture::Prove(own, part)), "UNKNOWN_KEY");
  }
}

TEST_F(Election, RefusesAnothersCiphertextUnderOnesOwnKey) {
  Open();
  const auto original = election_.Ballot(0, {0});
  auto leaf = ParseLeaf(original).value();
  std::get<BallotLeaf>(leaf.body).voting_key = election_.voting_key(1);
  EXPECT_EQ(Fold(SerializeLeaf(leaf)), "WRONG_PROOF") << "the proof names the first voter's key";
  EXPECT_EQ(Fold(ElectionFixture::Prove({leaf, crypto::Scalar::Random()}, election_.voter(1))),
            "WRONG_PROOF")
      << "and its randomness is not known";
  Fold(original);
  EXPECT_EQ(Fold(SerializeLeaf(leaf)), "COPIED_CIPHERTEXT");
}

TEST_F(Election, RefusesACiphertextThatIsInTheLog) {
  Open();
  auto ballot = election_.Unproven(0, {0});
  const auto first = ElectionFixture::Prove(ballot, election_.voter(0));
  Fold(first);
  auto& body = std::get<BallotLeaf>(ballot.leaf.body);
  body.sequence = 2;
  body.previous = After(first).previous;
  EXPECT_EQ(Fold(ElectionFixture::Prove(ballot, election_.voter(0))), "COPIED_CIPHERTEXT");
}

TEST_F(Election, RefusesMalformedPointsAndScalars) {
  Open();
  for (int part = 0; part < 6; ++part) {
    auto leaf = ParseLeaf(election_.Ballot(0, {0})).value();
    auto& ballot = std::get<BallotLeaf>(leaf.body);
    crypto::Hash256* parts[] = {&ballot.points[0], &ballot.points[1], &ballot.t,
                                &ballot.r,         &ballot.s,         &ballot.z};
    parts[part]->fill(0xff);
    EXPECT_EQ(Fold(SerializeLeaf(leaf)), "MALFORMED_CIPHERTEXT") << part;
    if (part == 1 || part > 3) continue;
    parts[part]->fill(0);
    EXPECT_EQ(Fold(SerializeLeaf(leaf)), "MALFORMED_CIPHERTEXT") << part << ", the identity";
  }
}

TEST_F(Election, BindsEveryByteOfABallot) {
  Open();
  const auto ballot = election_.Ballot(0, {0});
  for (std::size_t i = 0; i < ballot.size(); ++i) {
    auto changed = ballot;
    changed[i] ^= 1;
    EXPECT_FALSE(state_.Fold(changed).ok()) << i;
  }
  EXPECT_EQ(Fold(ballot), "");
}

TEST_F(Election, RefusesARecordOfAnotherManifest) {
  Open();
  auto leaf = ParseLeaf(election_.Ballot(0, {0})).value();
  leaf.manifest_hash[0] ^= 1;
  EXPECT_EQ(Fold(SerializeLeaf(leaf)), "WRONG_MANIFEST");
}

TEST_F(Election, RefusesAContestOrWidthThatItDoesNotHave) {
  Open();
  auto leaf = ParseLeaf(election_.Ballot(0, {0})).value();
  auto other = leaf;
  std::get<BallotLeaf>(other.body).contest = ContestId{1};
  EXPECT_EQ(Fold(SerializeLeaf(other)), "UNKNOWN_CONTEST");
  std::get<BallotLeaf>(leaf.body).points.emplace_back();
  EXPECT_EQ(Fold(SerializeLeaf(leaf)), "WRONG_WIDTH");
}

TEST_F(Election, DropsTheBallotsOfARevokedKey) {
  Open();
  const auto first = election_.Ballot(0, {0});
  Fold(first);
  Fold(election_.Ballot(1, {0}));
  EXPECT_EQ(Fold(election_.RevokeLeaf(0)), "");
  EXPECT_EQ(Fold(election_.RevokeLeaf(0)), "KEY_REVOKED");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, After(first))), "KEY_REVOKED");
  EXPECT_EQ(Fold(election_.CloseLeaf()), "");
  EXPECT_THAT(state_.Selected(ContestId{0}), testing::ElementsAre(3));
  EXPECT_EQ(Fold(election_.RevokeLeaf(1)), "VOTING_CLOSED");
}

TEST_F(Election, SaysWhichRevocationsCameAfterAVoteAndWhoSigned) {
  Open();
  Fold(election_.RevokeLeaf(1));
  Fold(election_.Ballot(0, {0}));
  Fold(election_.RevokeLeaf(0));
  ASSERT_EQ(state_.revocations().size(), 2u);
  EXPECT_FALSE(state_.revocations()[0].after_vote);
  EXPECT_TRUE(state_.revocations()[1].after_vote);
  EXPECT_EQ(state_.revocations()[1].record, 4u);
  EXPECT_EQ(state_.revocations()[1].slot, election_.slot(0));
  EXPECT_THAT(state_.revocations()[1].authorities, testing::ElementsAre(0, 1));
  EXPECT_EQ(state_.FindRevocation(election_.voting_key(0)), &state_.revocations()[1]);
  EXPECT_EQ(state_.FindRevocation(election_.voting_key(2)), nullptr);
}

TEST_F(Election, RevokesForEnoughAuthoritiesAndKeysThatThereAreOnly) {
  Open();
  Leaf leaf = ParseLeaf(election_.RevokeLeaf(0)).value();
  EXPECT_EQ(Fold(election_.SignByAuthorities(leaf, {1})), "TOO_FEW_SIGNATURES");
  Leaf other = leaf;
  std::get<RevocationLeaf>(other.body).generation = 1;
  EXPECT_EQ(Fold(election_.SignByAuthorities(other, {0, 1})), "UNKNOWN_KEY");
  other = leaf;
  std::get<RevocationLeaf>(other.body).slot.bytes[0] ^= 1;
  EXPECT_EQ(Fold(election_.SignByAuthorities(other, {0, 1})), "UNKNOWN_SLOT");
  EXPECT_EQ(Fold(election_.SignByAuthorities(leaf, {0, 1})), "");
}

TEST_F(Election, FaultsOnBytesThatAreNoRecord) {
  Open();
  EXPECT_FALSE(state_.Fold({}).ok());
  EXPECT_FALSE(state_.Fold(crypto::Bytes(38, 0)).ok());
  EXPECT_EQ(Fold(election_.Ballot(0, {1})), "") << "a fault changes nothing";
}

// 0x02, 0x04, 0x05, 0x06 and 0x0a are reserved; until they are in use they are no records.
TEST_F(Election, FaultsOnRecordsThatAreReserved) {
  Open();
  for (const std::uint8_t type : {0x02, 0x04, 0x05, 0x06, 0x0a}) {
    auto leaf = election_.CloseLeaf();
    leaf[0] = type;
    EXPECT_FALSE(state_.Fold(leaf).ok()) << int{type};
  }
  EXPECT_EQ(state_.stage(), Stage::kVoting);
}

class WithoutSomeKeys : public Election {
 protected:
  WithoutSomeKeys() : Election({.voters = 3, .keyless = 1}) {}
};
TEST_F(WithoutSomeKeys, TakesNoBallotOfASlotThatHasNone) {
  Open();
  EXPECT_EQ(Fold(election_.Ballot(2, {0})), "UNKNOWN_KEY");
  auto zeros = election_.Unproven(0, {0});
  std::get<BallotLeaf>(zeros.leaf.body).voting_key = {};
  EXPECT_EQ(Fold(ElectionFixture::Prove(zeros, election_.voter(0))), "UNKNOWN_KEY");
  EXPECT_EQ(Fold(election_.RevokeLeaf(2)), "UNKNOWN_KEY");
  EXPECT_EQ(Fold(election_.Ballot(1, {0})), "");
  EXPECT_EQ(state_.EntitledSlots(ContestId{0}), 3u);
}

class OneCodeEach : public Election {
 protected:
  OneCodeEach() : Election({.code_registrars = 1, .registrars = 1}) {}
};
TEST_F(OneCodeEach, TakesTheBallotOfThatCode) {
  Open();
  const crypto::VoterKey key = election_.code(0, 1).Key(election_.election_id()).value();
  EXPECT_EQ(key.public_key(), election_.voter(0).public_key());
  EXPECT_EQ(Fold(ElectionFixture::Prove(election_.Unproven(0, {0}), key)), "");
}

class ThreeCodesEach : public Election {
 protected:
  ThreeCodesEach() : Election({.code_registrars = 3}) {}
};
TEST_F(ThreeCodesEach, TakesTheBallotOfTheirSum) {
  Open();
  EXPECT_EQ(Fold(election_.Ballot(0, {0})), "");
}

class FewBallotsEach : public Election {
 protected:
  FewBallotsEach() : Election({.contests = 2, .ballots_per_key = 2}) {}
};
// For each contest anew, as the numbers are.
TEST_F(FewBallotsEach, BoundsWhatOneVoterCanAddToAContest) {
  Open();
  for (const ContestId contest : {ContestId{0}, ContestId{1}}) {
    const auto first = election_.Ballot(0, {0}, {}, contest);
    const auto second = election_.Ballot(0, {0}, After(first), contest);
    EXPECT_EQ(Fold(first), "");
    EXPECT_EQ(Fold(second), "");
    EXPECT_EQ(Fold(election_.Ballot(0, {0}, After(second), contest)), "TOO_MANY_BALLOTS");
  }
  EXPECT_EQ(Fold(election_.Ballot(1, {0})), "");
}
TEST_F(FewBallotsEach, NumbersEveryContestByItself) {
  Open();
  const auto first = election_.Ballot(0, {0});
  EXPECT_EQ(Fold(first), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, After(first), ContestId{1})), "SEQUENCE_GAP");
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, {}, ContestId{1})), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, After(first))), "");
}

class FirstCounts : public Election {
 protected:
  FirstCounts() : Election({.contests = 2, .revote = v1::REVOTE_POLICY_FIRST}) {}
};
TEST_F(FirstCounts, RefusesASecondBallotInAContest) {
  Open();
  const auto first = election_.Ballot(0, {0});
  EXPECT_EQ(Fold(first), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, After(first))), "ALREADY_VOTED");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, {}, ContestId{1})), "");
  Fold(election_.CloseLeaf());
  EXPECT_THAT(state_.Selected(ContestId{0}), testing::ElementsAre(2));
}
TEST_F(FirstCounts, IsNotUsedUpByAFault) {
  Open();
  EXPECT_EQ(Fold(ElectionFixture::Prove(election_.Unproven(0, {0}), RandomKey())), "WRONG_PROOF");
  EXPECT_EQ(Fold(election_.Ballot(0, {0})), "");
}

class OneOfTwoDistricts : public Election {
 protected:
  OneOfTwoDistricts()
      : Election({.contests = 3, .adjust = [](v1::Config& config) {
                    auto* group = config.add_choice_groups();
                    group->add_contests(1);
                    group->add_contests(2);
                    group->set_max(1);
                  }}) {}
};
TEST_F(OneOfTwoDistricts, LetsAVoterUseOneAndChangeTheBallotThere) {
  Open();
  const auto first = election_.Ballot(0, {0}, {}, ContestId{1});
  EXPECT_EQ(Fold(first), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, {}, ContestId{2})), "CHOICE_GROUP_FULL");
  EXPECT_EQ(Fold(election_.Ballot(0, {1}, After(first), ContestId{1})), "");
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, {}, ContestId{0})), "");
  EXPECT_EQ(Fold(election_.Ballot(1, {0}, {}, ContestId{2})), "");
}
TEST_F(OneOfTwoDistricts, TellsWhichBallotsFillTheGroup) {
  Open();
  const auto key = election_.voting_key(0);
  const auto first = election_.Ballot(0, {0}, {}, ContestId{1});
  EXPECT_TRUE(state_.FullChoiceGroup(key, ContestId{2}).empty());
  Fold(first);
  Fold(election_.Ballot(0, {1}, After(first), ContestId{1}));
  const auto used = state_.FullChoiceGroup(key, ContestId{2});
  ASSERT_EQ(used.size(), 1u);
  EXPECT_EQ(used[0].index, 3u) << "the last one there";
  EXPECT_TRUE(state_.FullChoiceGroup(key, ContestId{0}).empty());
  EXPECT_TRUE(state_.FullChoiceGroup({}, ContestId{2}).empty());
}
TEST_F(OneOfTwoDistricts, IsNotUsedUpByAFault) {
  Open();
  EXPECT_EQ(Fold(ElectionFixture::Prove(election_.Unproven(0, {0}, {}, ContestId{1}), RandomKey())),
            "WRONG_PROOF");
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, {}, ContestId{2})), "");
}

class TwoElectorates : public Election {
 protected:
  TwoElectorates()
      : Election({.electorates = 2, .contests = 2, .adjust = [](v1::Config& config) {
                    config.mutable_electorates(0)->clear_contests();
                    config.mutable_electorates(0)->add_contests(0);
                    config.mutable_electorates(1)->clear_contests();
                    config.mutable_electorates(1)->add_contests(1);
                  }}) {}
};
TEST_F(TwoElectorates, TakesTheVotersAreaFromTheRoll) {
  Open();
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, {}, ContestId{1})), "NOT_ENTITLED");
  EXPECT_EQ(Fold(election_.Ballot(0, {0}, {}, ContestId{0})), "");
  EXPECT_EQ(Fold(election_.Ballot(1, {0}, {}, ContestId{1})), "");
  EXPECT_EQ(state_.EntitledSlots(ContestId{0}), 3u);
  EXPECT_EQ(state_.EntitledSlots(ContestId{1}), 2u);
}

}  // namespace
}  // namespace urna::ledger
