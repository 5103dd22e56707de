// Casting ballots: receipts, the chain of a key's ballots, and refusals with their proof.
#include <algorithm>
#include <cctype>

#include "crypto/merkle.h"
#include "services/election_driver.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Ballots = v1::Ballots::Stub;

class Casting : public ElectionTest {
 protected:
  // That the receipt proves `record` to be at `index` of the newest log; returns its checkpoint.
  crypto::Checkpoint ExpectProven(const std::string& receipt, const std::string& record,
                                  std::uint64_t index) {
    const auto proof = crypto::LogProof::Parse(receipt);
    EXPECT_TRUE(proof.ok()) << proof.status();
    if (!proof.ok()) return {};
    EXPECT_EQ(proof->index, index);
    EXPECT_EQ(proof->checkpoint_note, election_.Checkpoint());
    const auto checkpoint =
        crypto::VerifyLogProof(*proof, crypto::AsBytes(record), election_.manifest().log_key());
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
    return checkpoint.ok() ? *checkpoint : crypto::Checkpoint{};
  }
  void ExpectReceipt(const Answer<v1::CastBallotResponse>& answer, const std::string& ballot,
                     std::uint64_t index) {
    ASSERT_THAT(answer.status, IsDone());
    EXPECT_EQ(answer.value.leaf_index(), index);
    const std::uint64_t size = election_.Entries().size();
    EXPECT_EQ(ExpectProven(answer.value.receipt(), ballot, index).size, size);
  }
  v1::ProveRefusalRequest Asked(std::size_t voter, std::uint64_t sequence,
                                std::uint32_t contest = 0) const {
    v1::ProveRefusalRequest request = Of<v1::ProveRefusalRequest>();
    request.set_voting_key(
        std::string(crypto::AsText(election_.voter(voter).public_key().bytes())));
    request.set_contest(contest);
    request.set_sequence(sequence);
    return request;
  }
  // The records that a refusal is proven by, each proven itself, all under the newest checkpoint.
  std::vector<std::string> Proof(const v1::ProveRefusalRequest& request, v1::RefusalReason reason) {
    const auto answer = server_.Anybody(&Ballots::ProveRefusal, request);
    EXPECT_THAT(answer.status, IsDone());
    EXPECT_EQ(answer.value.reason(), reason);
    std::vector<std::string> records;
    std::uint64_t last = 0;
    for (const v1::ProvenRecord& one : answer.value.records()) {
      const auto proof = crypto::LogProof::Parse(one.receipt());
      EXPECT_TRUE(proof.ok()) << proof.status();
      if (!proof.ok()) return {};
      EXPECT_GT(proof->index, last);
      last = proof->index;
      ExpectProven(one.receipt(), one.record(), proof->index);
      records.push_back(one.record());
    }
    return records;
  }
  static ledger::Leaf LeafOf(const std::string& record) {
    return ledger::ParseLeaf(crypto::AsBytes(record)).value();
  }
  static ledger::BallotLeaf BallotOf(const std::string& record) {
    return std::get<ledger::BallotLeaf>(LeafOf(record).body);
  }
  static crypto::Hash256 HashOf(const std::string& record) {
    return crypto::LeafHash(crypto::AsBytes(record));
  }
};

// --- Receipts ---

TEST_F(Casting, AReceiptProvesThatTheBallotIsInTheLog) {
  SealAndOpen();
  const std::string ballot = election_.Ballot(0, {0, 2});
  const auto answer = election_.Cast(ballot);
  ExpectReceipt(answer, ballot, 2);
  EXPECT_EQ(answer.value.name(),
            election_.process() + "/ballots/" + ledger::BallotTracker(LeafOf(ballot)));
  EXPECT_EQ(election_.Entries()[2], ballot);
}

// Whatever happens to the voter afterwards, what is in the log is proven.
TEST_F(Casting, BytesInTheLogGetTheirReceiptForEver) {
  SealAndOpen();
  const std::string first = election_.Ballot(0, {0});
  ExpectReceipt(election_.Cast(first), first, 2);
  ExpectReceipt(election_.Cast(first), first, 2);
  const std::string second = election_.Ballot(0, {1});
  ExpectReceipt(election_.Cast(second), second, 3);
  ExpectReceipt(election_.Cast(first), first, 2);  // after a later ballot
  ASSERT_THAT(election_.Revoke(0, 0).status, IsDone());
  ASSERT_THAT(election_.Revoke(1, 0).status, IsDone());
  ExpectReceipt(election_.Cast(first), first, 2);  // after the revocation
  ExpectReceipt(election_.Cast(second), second, 3);
  election_.Close();
  ExpectReceipt(election_.Cast(first), first, 2);  // after the closing
  server_.Restart();
  ExpectReceipt(election_.Cast(second), second, 3);
  EXPECT_THAT(election_.Entries(), SizeIs(6));
}

TEST_F(Casting, BytesInTheLogGetTheirReceiptWhenTimeIsUp) {
  SealAndOpen();
  const std::string ballot = election_.Ballot(0, {0});
  ExpectReceipt(election_.Cast(ballot), ballot, 2);
  const std::string late = election_.Ballot(1, {0});
  server_.clock().Set(kNow + kDay);
  ExpectReceipt(election_.Cast(ballot), ballot, 2);
  EXPECT_THAT(election_.Cast(late).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "VOTING_CLOSED"));
}

// The same ciphertext under another proof is another record, and no ballot.
TEST_F(Casting, OtherBytesOfTheSameBallotAreNotInTheLog) {
  SealAndOpen();
  const crypto::Scalar randomness = crypto::Scalar::Random();
  const auto make = [&] {
    auto draft = ledger::BallotDraft::EncryptWith(election_.manifest(), ledger::ContestId{0}, {},
                                                  election_.voter(0).public_key(), {}, randomness);
    const crypto::Bytes bytes = std::move(draft).value().Cast(election_.voter(0));
    return std::string(crypto::AsText(bytes));
  };
  const std::string first = make(), again = make();
  ASSERT_NE(first, again);
  EXPECT_EQ(ledger::BallotTracker(LeafOf(first)), ledger::BallotTracker(LeafOf(again)));
  ExpectReceipt(election_.Cast(first), first, 2);
  EXPECT_THAT(election_.Cast(again).status, IsRefused(StatusCode::ABORTED, "SEQUENCE_TAKEN"));
  EXPECT_THAT(election_.Entries(), SizeIs(3));
}

// --- The chain ---

TEST_F(Casting, TheBallotsOfAKeyFormAChain) {
  SealAndOpen();
  const std::string first = election_.Ballot(0, {0});
  const std::string rival = election_.Ballot(0, {1});
  ASSERT_THAT(election_.Cast(first).status, IsDone());
  EXPECT_THAT(election_.Cast(rival).status, IsRefused(StatusCode::ABORTED, "SEQUENCE_TAKEN"));
  const ledger::ChainPlace second = election_.NextPlace(0);
  EXPECT_EQ(second.sequence, 2u);
  EXPECT_THAT(election_.Cast(election_.BallotAt({3, second.previous}, 0, {1})).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "SEQUENCE_GAP"));
  EXPECT_THAT(election_.Cast(election_.BallotAt({2, {}}, 0, {1})).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_PREVIOUS"));
  EXPECT_THAT(election_.Cast(election_.BallotAt({2, HashOf(rival)}, 0, {1})).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_PREVIOUS"));
  EXPECT_THAT(election_.Cast(election_.BallotAt(second, 0, {1})).status, IsDone());
  EXPECT_THAT(election_.Cast(election_.BallotAt(second, 0, {2})).status,
              IsRefused(StatusCode::ABORTED, "SEQUENCE_TAKEN"));
  EXPECT_THAT(election_.Cast(election_.BallotAt({0, {}}, 0, {2})).status,
              IsRefused(StatusCode::ABORTED, "SEQUENCE_TAKEN"));
  EXPECT_THAT(election_.Entries(), SizeIs(4));
}

TEST_F(Casting, TheFirstBallotNamesNoneBeforeIt) {
  SealAndOpen();
  crypto::Hash256 some{};
  some[31] = 1;
  EXPECT_THAT(election_.Cast(election_.BallotAt({1, some}, 0, {0})).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_PREVIOUS"));
  EXPECT_THAT(election_.Cast(election_.BallotAt({2, {}}, 0, {0})).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "SEQUENCE_GAP"));
}

TEST_F(Casting, EveryContestHasNumbersOfItsOwn) {
  SealAndOpen({.contests = 2});
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0}, 0)).status, IsDone());
  const ledger::ChainPlace north = election_.NextPlace(0, 0);
  EXPECT_THAT(election_.Cast(election_.BallotAt(north, 0, {0}, 1)).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "SEQUENCE_GAP"));
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0}, 1)).status, IsDone());
  // The second of the south names the first of the south.
  EXPECT_THAT(election_.Cast(election_.BallotAt(north, 0, {1}, 1)).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_PREVIOUS"));
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {1}, 1)).status, IsDone());
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {1}, 0)).status, IsDone());
}

TEST_F(Casting, AKeyHasItsMostBallotsInEachContest) {
  SealAndOpen({.contests = 2, .ballots_per_key = 2});
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0}, 0)).status, IsDone());
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {1}, 0)).status, IsDone());
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {2}, 0)).status,
              IsRefused(StatusCode::RESOURCE_EXHAUSTED, "TOO_MANY_BALLOTS"));
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {0}, 1)).status, IsDone());
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {0}, 1)).status, IsDone());
}

// --- What else is refused ---

// The roll is public: otherwise anybody could use up a voter's numbers.
TEST_F(Casting, AForgedBallotReservesNothing) {
  SealAndOpen();
  const std::string ballot = election_.Ballot(0, {0});
  for (const std::size_t from_end : {1u, 33u}) {  // z, s
    std::string forged = ballot;
    forged[forged.size() - from_end - 20] ^= 1;
    const grpc::Status status = election_.Cast(forged).status;
    EXPECT_THAT(status, IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_PROOF"));
  }
  EXPECT_THAT(Proof(Asked(0, 1), v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
  EXPECT_THAT(election_.Cast(ballot).status, IsDone());
}

TEST_F(Casting, ACopiedCiphertextIsRefused) {
  SealAndOpen();
  const crypto::Scalar randomness = crypto::Scalar::Random();
  const auto make = [&](std::size_t voter) {
    auto draft = ledger::BallotDraft::EncryptWith(election_.manifest(), ledger::ContestId{0}, {},
                                                  election_.voter(voter).public_key(),
                                                  election_.NextPlace(voter), randomness);
    const crypto::Bytes bytes = std::move(draft).value().Cast(election_.voter(voter));
    return std::string(crypto::AsText(bytes));
  };
  ASSERT_THAT(election_.Cast(make(0)).status, IsDone());
  EXPECT_THAT(election_.Cast(make(0)).status,
              IsRefused(StatusCode::ALREADY_EXISTS, "COPIED_CIPHERTEXT"));
  EXPECT_THAT(election_.Cast(make(1)).status,
              IsRefused(StatusCode::ALREADY_EXISTS, "COPIED_CIPHERTEXT"));
}

TEST_F(Casting, AKeyThatIsNotOnTheRollIsRefused) {
  SealAndOpen();
  // One code alone is nobody's key.
  const crypto::VoterKey& half = election_.voter_part(0, 1);
  auto draft = ledger::BallotDraft::Encrypt(election_.manifest(), ledger::ContestId{0}, {}, half,
                                            ledger::ChainPlace{});
  const crypto::Bytes ballot = std::move(draft).value().Cast(half);
  EXPECT_THAT(election_.Cast(std::string(crypto::AsText(ballot))).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "UNKNOWN_KEY"));
}

TEST_F(Casting, BytesThatAreNoBallotOfThisElectionAreRefused) {
  election_.SealAll();
  const std::string ballot = election_.Ballot(0, {0});
  EXPECT_THAT(election_.Cast(ballot).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "VOTING_NOT_OPEN"));
  election_.Open();
  std::string changed = ballot;
  changed[1] = 1;  // version 1
  EXPECT_THAT(election_.Cast(changed).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "MALFORMED_RECORD"));
  changed = ballot;
  changed[2] ^= 1;
  EXPECT_THAT(election_.Cast(changed).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "WRONG_MANIFEST"));
  changed = ballot;
  changed[34] = 1;  // the contest
  EXPECT_THAT(election_.Cast(changed).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "UNKNOWN_CONTEST"));
  EXPECT_THAT(election_.Cast(ballot + "x").status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "MALFORMED_RECORD"));
  EXPECT_THAT(election_.Cast(std::string(1025, 'x')).status, IsWrongAt("ballot"));
  EXPECT_THAT(election_.Cast(election_.Entries()[1]).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "NOT_A_BALLOT"));
  EXPECT_THAT(election_.Cast(ballot).status, IsDone());
}

// --- Refusals are proven ---

TEST_F(Casting, NothingSpeaksAgainstTheNextBallot) {
  SealAndOpen();
  EXPECT_THAT(Proof(Asked(0, 1), v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0})).status, IsDone());
  EXPECT_THAT(Proof(Asked(0, 2), v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
  // A gap is no reason that the log has: no honest client ever leaves one.
  EXPECT_THAT(Proof(Asked(0, 7), v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
  EXPECT_THAT(Proof(Asked(1, 1), v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
}

TEST_F(Casting, ASequenceRefusalShowsAllBallotsFromTheRefusedOneOn) {
  SealAndOpen({.contests = 2});
  std::vector<std::string> north;
  for (const std::uint32_t project : {0u, 1u, 2u}) {
    north.push_back(election_.Ballot(0, {project}));
    ASSERT_THAT(election_.Cast(north.back()).status, IsDone());
    // Others vote in between, and the voter in another contest.
    ASSERT_THAT(election_.Cast(election_.Ballot(1, {project})).status, IsDone());
    ASSERT_THAT(election_.Cast(election_.Ballot(0, {project}, 1)).status, IsDone());
  }
  EXPECT_EQ(Proof(Asked(0, 1), v1::REFUSAL_REASON_SEQUENCE), north);
  const std::vector<std::string> rest = Proof(Asked(0, 2), v1::REFUSAL_REASON_SEQUENCE);
  ASSERT_THAT(rest, ElementsAre(north[1], north[2]));
  EXPECT_EQ(BallotOf(rest[0]).sequence, 2u);
  EXPECT_EQ(BallotOf(rest[0]).previous, HashOf(north[0]));
  EXPECT_EQ(BallotOf(rest[1]).sequence, 3u);
  EXPECT_EQ(BallotOf(rest[1]).previous, HashOf(rest[0]));
  EXPECT_THAT(Proof(Asked(0, 3), v1::REFUSAL_REASON_SEQUENCE), ElementsAre(north[2]));
  EXPECT_THAT(Proof(Asked(0, 4), v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
  server_.Restart();
  EXPECT_EQ(Proof(Asked(0, 1), v1::REFUSAL_REASON_SEQUENCE), north);
  EXPECT_THAT(Proof(Asked(0, 1, 1), v1::REFUSAL_REASON_SEQUENCE), SizeIs(3));
}

TEST_F(Casting, AFullChoiceGroupIsShownByABallotInEachContest) {
  SealAndOpen({.contests = 3, .choice_max = 2});
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0}, 1)).status, IsDone());
  EXPECT_THAT(Proof(Asked(0, 1, 2), v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0}, 0)).status, IsDone());
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {0}, 2)).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "CHOICE_GROUP_FULL"));
  const std::vector<std::string> used = Proof(Asked(0, 1, 2), v1::REFUSAL_REASON_CHOICE_GROUP);
  ASSERT_THAT(used, SizeIs(2));
  EXPECT_EQ(BallotOf(used[0]).contest, ledger::ContestId{1});
  EXPECT_EQ(BallotOf(used[1]).contest, ledger::ContestId{0});
  for (const std::string& ballot : used) {
    EXPECT_EQ(BallotOf(ballot).voting_key.bytes, election_.voter(0).public_key().bytes());
  }
  // In the contests that it has used, the voter goes on.
  EXPECT_THAT(Proof(Asked(0, 2, 1), v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {1}, 1)).status, IsDone());
  // Which is still a ballot of its contest, though another one of it.
  EXPECT_THAT(Proof(Asked(0, 1, 2), v1::REFUSAL_REASON_CHOICE_GROUP), SizeIs(2));
}

TEST_F(Casting, ARevokedKeyIsShownItsRevocation) {
  SealAndOpen();
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0})).status, IsDone());
  ASSERT_THAT(election_.Revoke(2, 0).status, IsDone());
  EXPECT_THAT(Proof(Asked(0, 2), v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
  ASSERT_THAT(election_.Revoke(1, 0).status, IsDone());
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {1})).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "KEY_REVOKED"));
  const std::vector<std::string> shown = Proof(Asked(0, 2), v1::REFUSAL_REASON_REVOKED);
  ASSERT_THAT(shown, SizeIs(1));
  const ledger::Leaf leaf = LeafOf(shown[0]);
  const auto& revocation = std::get<ledger::RevocationLeaf>(leaf.body);
  EXPECT_EQ(revocation.slot, election_.slot(0));
  ASSERT_THAT(revocation.signatures, SizeIs(2));
  EXPECT_EQ(revocation.signatures[0].index, 1);
  EXPECT_EQ(revocation.signatures[1].index, 2);
  for (const auto& [index, signature] : revocation.signatures) {
    EXPECT_TRUE(election_.authority(index).public_key().Verify(
        ledger::SignaturePurpose(leaf.body), leaf.manifest_hash, ledger::SignedPart(leaf),
        signature));
  }
  EXPECT_THAT(Proof(Asked(1, 1), v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
}

TEST_F(Casting, WhereTheFirstBallotCountsItIsShown) {
  SealAndOpen({.revote = v1::REVOTE_POLICY_FIRST});
  const std::string first = election_.Ballot(0, {0});
  ASSERT_THAT(election_.Cast(first).status, IsDone());
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {1})).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "ALREADY_VOTED"));
  ExpectReceipt(election_.Cast(first), first, 2);
  EXPECT_THAT(Proof(Asked(0, 1), v1::REFUSAL_REASON_ALREADY_VOTED), ElementsAre(first));
  EXPECT_THAT(Proof(Asked(0, 2), v1::REFUSAL_REASON_ALREADY_VOTED), ElementsAre(first));
}

TEST_F(Casting, WhoComesTooLateIsShownTheClosing) {
  SealAndOpen();
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0})).status, IsDone());
  const std::string late = election_.Ballot(1, {0});
  // The clock's word is no record: nothing is proven before the closing is in the log.
  server_.clock().Set(kNow + kDay);
  EXPECT_THAT(election_.Cast(late).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "VOTING_CLOSED"));
  EXPECT_THAT(Proof(Asked(1, 1), v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
  election_.Close();
  for (const std::size_t voter : {0u, 1u}) {
    const std::vector<std::string> shown = Proof(Asked(voter, 1), v1::REFUSAL_REASON_CLOSED);
    ASSERT_THAT(shown, ElementsAre(election_.Entries().back()));
    EXPECT_FALSE(std::get<ledger::TimeLeaf>(LeafOf(shown[0]).body).opens);
  }
}

TEST_F(Casting, ARefusalIsAskedForByAKeyOfTheRoll) {
  Freeze();
  v1::ProveRefusalRequest request = Asked(0, 1);
  EXPECT_THAT(server_.Anybody(&Ballots::ProveRefusal, request).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "NOT_SEALED"));
  election_.HoldCeremony();
  election_.FetchManifest();
  election_.ApproveAll();
  ASSERT_THAT(election_.Seal().status, IsDone());
  EXPECT_THAT(Proof(request, v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
  const auto refused_at = [&](const std::string& field, const auto& change) {
    v1::ProveRefusalRequest changed = request;
    change(changed);
    EXPECT_THAT(server_.Anybody(&Ballots::ProveRefusal, changed).status, IsWrongAt(field));
  };
  using Request = v1::ProveRefusalRequest;
  refused_at("process", [](Request& r) { r.set_process("paris"); });
  refused_at("voting_key", [](Request& r) { r.mutable_voting_key()->pop_back(); });
  refused_at("voting_key", [](Request& r) { r.mutable_voting_key()->push_back('x'); });
  refused_at("sequence", [](Request& r) { r.set_sequence(0); });
  refused_at("contest", [](Request& r) { r.set_contest(1); });
  refused_at("contest", [](Request& r) { r.set_contest(0xffffffff); });
  for (const std::uint64_t sequence : {std::uint64_t{1}, ~std::uint64_t{0}}) {
    request.set_sequence(sequence);
    EXPECT_THAT(Proof(request, v1::REFUSAL_REASON_UNSPECIFIED), IsEmpty());
  }
  request.set_voting_key(std::string(32, '\0'));  // as in the roll where there is no key
  EXPECT_THAT(server_.Anybody(&Ballots::ProveRefusal, request).status,
              IsRefused(StatusCode::NOT_FOUND, "UNKNOWN_KEY"));
  request.set_voting_key(
      std::string(crypto::AsText(election_.voter_part(0, 1).public_key().bytes())));
  EXPECT_THAT(server_.Anybody(&Ballots::ProveRefusal, request).status,
              IsRefused(StatusCode::NOT_FOUND, "UNKNOWN_KEY"));
}

// --- Looking a ballot up ---

class LookUp : public Casting {
 protected:
  void SetUp() override {
    SealAndOpen({.contests = 2});
    ballot_ = election_.Ballot(0, {0, 1}, 1);
    ASSERT_THAT(election_.Cast(election_.Ballot(1, {0})).status, IsDone());
    ASSERT_THAT(election_.Cast(ballot_).status, IsDone());
    full_ = ledger::FullTracker(ledger::SignedPart(LeafOf(ballot_)));
  }
  Answer<v1::Ballot> Get(const std::string& tracker) {
    return server_.Anybody(&Ballots::GetBallot, Named(tracker));
  }
  v1::GetBallotRequest Named(const std::string& tracker) const {
    v1::GetBallotRequest request;
    request.set_name(election_.process() + "/ballots/" + tracker);
    return request;
  }
  static std::string Upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
  }
  std::string ballot_, full_;
};

TEST_F(LookUp, FindsItByItsTrackerAsItIsReadOrScanned) {
  const std::string short_tracker = full_.substr(0, 20);
  std::string mixed = Upper(full_.substr(0, 10)) + full_.substr(10);
  for (const std::string& tracker : {short_tracker, full_, Upper(short_tracker), Upper(full_),
                                     mixed, mixed.substr(0, 20), "urna2:" + full_}) {
    const auto answer = Get(tracker);
    ASSERT_THAT(answer.status, IsDone()) << tracker;
    EXPECT_EQ(answer.value.name(), election_.process() + "/ballots/" + short_tracker);
    EXPECT_EQ(answer.value.leaf_index(), 3u);
    EXPECT_EQ(answer.value.contest(), 1u);
    EXPECT_EQ(answer.value.ballot(), ballot_);
    ExpectProven(answer.value.receipt(), ballot_, 3);
  }
}

TEST_F(LookUp, FindsItAfterTheClosing) {
  election_.Close();
  server_.Restart();
  const auto answer = Get(full_);
  ASSERT_THAT(answer.status, IsDone());
  ExpectProven(answer.value.receipt(), ballot_, 3);
}

// 20 characters of two ballots could be made equal; a second device compares all.
TEST_F(LookUp, ComparesAllCharactersThatAreGiven) {
  for (const std::size_t at : {0u, 19u, 20u, 50u, 51u}) {
    std::string other = full_;
    other[at] = other[at] == 'a' ? 'q' : 'a';
    EXPECT_THAT(Get(other).status, IsRefused(StatusCode::NOT_FOUND, "BALLOT_NOT_FOUND")) << at;
  }
  // The last character holds one bit: others of its bits are no spelling of the same.
  std::string unclean = full_;
  unclean[51] = static_cast<char>(unclean[51] + 1);
  EXPECT_THAT(Get(unclean).status, IsRefused(StatusCode::INVALID_ARGUMENT, "INVALID_FIELD"));
}

TEST_F(LookUp, RefusesWhatIsNoTracker) {
  for (const std::string& wrong :
       {std::string(), full_.substr(0, 19), full_.substr(0, 21), full_.substr(0, 51), full_ + "a",
        full_.substr(0, 19) + "1", full_.substr(0, 19) + "8", full_.substr(0, 16)}) {
    EXPECT_THAT(Get(wrong).status, IsWrongAt("name")) << wrong;
  }
  v1::GetBallotRequest request;
  request.set_name("processes/paris/" + full_);
  EXPECT_THAT(server_.Anybody(&Ballots::GetBallot, request).status, IsWrongAt("name"));
  request.set_name("paris/ballots/" + full_);
  EXPECT_THAT(server_.Anybody(&Ballots::GetBallot, request).status, IsWrongAt("name"));
}

// A ballot that was challenged is thrown away: nobody finds it.
TEST_F(LookUp, DoesNotFindWhatWasNotCast) {
  auto draft = ledger::BallotDraft::Encrypt(election_.manifest(), ledger::ContestId{0}, {},
                                            election_.voter(2), ledger::ChainPlace{});
  EXPECT_THAT(Get(draft.value().full_tracker()).status,
              IsRefused(StatusCode::NOT_FOUND, "BALLOT_NOT_FOUND"));
  EXPECT_THAT(Get(draft.value().tracker()).status,
              IsRefused(StatusCode::NOT_FOUND, "BALLOT_NOT_FOUND"));
}

}  // namespace
}  // namespace urna::services
