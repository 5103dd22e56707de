#include "cli/client/voter_session.h"

#include "cli/server_in_test.h"
#include "ledger/errors.h"
#include "pch.h"

namespace urna::client {
namespace {

using ledger::ContestId;
using ledger::ElectionFixture;
using ledger::ReasonOf;

constexpr ContestId kContest{0};
constexpr ContestId kInGroup{1};
constexpr ContestId kFree{2};
constexpr std::uint32_t kVoter = 0;

ElectionFixture MakeElection(v1::RevotePolicy revote) {
  ledger::ElectionShape shape;
  shape.contests = 3;
  shape.ballots_per_key = 4;
  shape.revote = revote;
  // Contests 0 and 1 exclude each other.
  shape.adjust = [](v1::Config& config) {
    v1::ChoiceGroup& group = *config.add_choice_groups();
    for (const std::uint32_t contest : {0, 1}) group.add_contests(contest);
    group.set_max(1);
  };
  return ElectionFixture::Make(shape);
}

// Remembers what was saved last, and what had been sent by then.
class VaultInTest final : public VoterVault {
 public:
  explicit VaultInTest(const ServerInTest& server) : server_(server) {}
  absl::Status Save(const VoterMemory& memory) override {
    if (!fails.ok()) return fails;
    saved = memory;
    for (const PendingBallot& ballot : memory.pending) {
      if (std::find(server_.sent.begin(), server_.sent.end(), ballot.leaf) == server_.sent.end()) {
        saved_before_sent.push_back(ballot.leaf);
      }
    }
    return absl::OkStatus();
  }
  VoterMemory saved;
  std::vector<crypto::Bytes> saved_before_sent;
  absl::Status fails;

 private:
  const ServerInTest& server_;
};

class VoterSessionTest : public testing::Test {
 protected:
  static const ElectionFixture& Election() {
    static const auto* const kElection = new ElectionFixture(MakeElection(v1::REVOTE_POLICY_LAST));
    return *kElection;
  }
  explicit VoterSessionTest(const ElectionFixture& election = Election())
      : election_(election), server_(election), vault_(server_) {}

  VoterSession Session(VoterMemory memory = {}) {
    return {server_,
            *election_.manifest(),
            election_.voter(kVoter),
            election_.slot(kVoter),
            std::move(memory),
            vault_};
  }
  // Finds the place, encrypts and casts.
  absl::StatusOr<CastAnswer> Vote(VoterSession& session, ContestId contest = kContest) {
    auto place = session.FindPlace(contest);
    if (!place.ok()) return place.status();
    return session.Cast(session.Encrypt(contest, {{1, 1}}, *place).value());
  }
  absl::StatusOr<CastAnswer> VoteAt(VoterSession& session, const ledger::ChainPlace& place) {
    return session.Cast(session.Encrypt(kContest, {{1, 1}}, place).value());
  }
  // Another device of the same voter, or whoever has the codes.
  crypto::Bytes CastElsewhere(const ledger::ChainPlace& place = {}, ContestId contest = kContest) {
    const crypto::Bytes leaf = election_.Ballot(kVoter, {2}, place, contest);
    EXPECT_TRUE(server_.Admit(leaf).ok());
    return leaf;
  }
  static bool IsReceipt(const absl::StatusOr<CastAnswer>& answer) {
    return answer.ok() && std::holds_alternative<Receipt>(*answer);
  }

  const ElectionFixture& election_;
  ServerInTest server_;
  VaultInTest vault_;
};

TEST_F(VoterSessionTest, CastsOneBallotAfterTheOther) {
  VoterSession session = Session();
  for (std::uint64_t number = 1; number <= 4; ++number) {
    auto place = session.FindPlace(kContest);
    ASSERT_TRUE(place.ok()) << place.status();
    EXPECT_EQ(place->sequence, number);
    EXPECT_TRUE(session.TakeFound().empty());
    auto answer = session.Cast(session.Encrypt(kContest, {{0, 1}}, *place).value());
    ASSERT_TRUE(IsReceipt(answer)) << answer.status();
    const Receipt& receipt = std::get<Receipt>(*answer);
    EXPECT_EQ(CheckReceipt(receipt, election_.manifest()->log_key().ToVkey()).value(), number + 1);
    EXPECT_EQ(receipt.slot, election_.slot(kVoter).Printed());
  }
  EXPECT_EQ(ReasonOf(session.FindPlace(kContest).status()), "TOO_MANY_BALLOTS");
  EXPECT_TRUE(session.memory().pending.empty());
  EXPECT_EQ(session.memory().encryptions, 4U);
  EXPECT_EQ(vault_.saved.ToJson(*election_.manifest()),
            session.memory().ToJson(*election_.manifest()));
}

TEST_F(VoterSessionTest, KeepsABallotBeforeItLeaves) {
  VoterSession session = Session();
  ASSERT_TRUE(IsReceipt(Vote(session)));
  EXPECT_THAT(vault_.saved_before_sent, testing::ElementsAreArray(server_.sent));
  // What cannot be kept is not sent.
  auto draft = session.Encrypt(kContest, {}, *session.FindPlace(kContest));
  vault_.fails = absl::UnavailableError("the disk is full");
  EXPECT_TRUE(absl::IsUnavailable(session.Cast(*std::move(draft)).status()));
  EXPECT_EQ(server_.sent.size(), 1U);
  EXPECT_TRUE(session.memory().pending.empty());
}

TEST_F(VoterSessionTest, LearnsOfBallotsCastElsewhere) {
  const crypto::Bytes first = CastElsewhere();
  CastElsewhere(ledger::After(first));
  VoterSession session = Session();
  auto place = session.FindPlace(kContest);
  ASSERT_TRUE(place.ok()) << place.status();
  EXPECT_EQ(place->sequence, 3U);
  const auto found = session.TakeFound();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].leaf, first);
  EXPECT_TRUE(IsReceipt(VoteAt(session, *place)));
  EXPECT_TRUE(session.FindPlace(kContest).ok());
  EXPECT_TRUE(session.TakeFound().empty());
}

// Whoever has the codes and casts to the last number must not be hidden by the refusal.
TEST_F(VoterSessionTest, TellsOfBallotsCastElsewhereThoughNoneMayFollow) {
  ledger::ChainPlace place;
  std::vector<crypto::Bytes> theirs;
  for (int number = 1; number <= 4; ++number) {
    theirs.push_back(CastElsewhere(place));
    place = ledger::After(theirs.back());
  }
  const auto leaves_of = [](const std::vector<Receipt>& receipts) {
    std::vector<crypto::Bytes> leaves;
    for (const Receipt& receipt : receipts) leaves.push_back(receipt.leaf);
    return leaves;
  };
  VoterSession asks = Session();
  EXPECT_EQ(ReasonOf(asks.FindPlace(kContest).status()), "TOO_MANY_BALLOTS");
  EXPECT_THAT(leaves_of(asks.TakeFound()), testing::ElementsAreArray(theirs));
  VoterSession tries = Session();
  EXPECT_EQ(ReasonOf(VoteAt(tries, {}).status()), "TOO_MANY_BALLOTS");
  EXPECT_THAT(leaves_of(tries.TakeFound()), testing::ElementsAreArray(theirs));
  EXPECT_TRUE(tries.TakeFound().empty());
}

TEST_F(VoterSessionTest, TellsOfBallotsThatFollowItsOwn) {
  VoterSession session = Session();
  crypto::Bytes theirs;
  server_.on_send = [&](const crypto::Bytes& leaf) -> absl::StatusOr<v1::CastBallotResponse> {
    EXPECT_TRUE(server_.Admit(leaf).ok());
    theirs = CastElsewhere(ledger::After(leaf));
    return ledger::Refusal(absl::StatusCode::kAborted, "SEQUENCE_TAKEN", "it is taken");
  };
  ASSERT_TRUE(IsReceipt(VoteAt(session, {})));
  const auto found = session.TakeFound();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].leaf, theirs);
}

TEST_F(VoterSessionTest, EncryptsAnewOnlyWhereTheNumberIsProvenToBeTaken) {
  VoterSession session = Session();
  const crypto::Bytes theirs = CastElsewhere();
  auto answer = VoteAt(session, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  const auto* next = std::get_if<ledger::ChainPlace>(&*answer);
  ASSERT_NE(next, nullptr);
  EXPECT_EQ(next->sequence, 2U);
  EXPECT_EQ(next->previous, crypto::LeafHash(theirs));
  EXPECT_EQ(session.TakeFound().size(), 1U);
  EXPECT_TRUE(session.memory().pending.empty());
  EXPECT_TRUE(IsReceipt(VoteAt(session, *next)));
}

// A server that says that 41 ballots are there, keeps the one that is signed then, and appends it
// after a later one.
TEST_F(VoterSessionTest, SignsNoNumberThatIsNotProven) {
  VoterSession session = Session();
  server_.on_send = [](const crypto::Bytes&) {
    return ledger::Refusal(absl::StatusCode::kAborted, "SEQUENCE_TAKEN", "41 are there");
  };
  auto answer = VoteAt(session, {});
  EXPECT_EQ(ReasonOf(answer.status()), "SEQUENCE_TAKEN");
  EXPECT_FALSE(ledger::FactOf(answer.status(), "unanswered").empty());
  EXPECT_EQ(session.memory().pending.size(), 1U);
  // Nothing else is signed: not here, not in the group; in other contests it may be.
  EXPECT_EQ(ReasonOf(session.FindPlace(kContest).status()), "UNANSWERED");
  EXPECT_EQ(ReasonOf(session.FindPlace(kInGroup).status()), "UNANSWERED");
  EXPECT_EQ(ReasonOf(VoteAt(session, {}).status()), "UNANSWERED");
  EXPECT_EQ(server_.sent.size(), 1U);
  EXPECT_TRUE(session.FindPlace(kFree).ok());
  // A false proof is worse than none.
  server_.on_ask = [&](std::uint64_t) {
    return server_.log.Answer(v1::REFUSAL_REASON_SEQUENCE, {1});
  };
  for (const auto& settled : session.SettleAll()) {
    EXPECT_TRUE(absl::IsDataLoss(settled.answer.status())) << settled.answer.status();
  }
  EXPECT_EQ(session.memory().pending.size(), 1U);
}

TEST_F(VoterSessionTest, SendsTheSameBytesAgainAfterACrash) {
  {
    VoterSession session = Session();
    server_.on_send = [&](const crypto::Bytes& leaf) -> absl::StatusOr<v1::CastBallotResponse> {
      EXPECT_TRUE(server_.Admit(leaf).ok());
      return absl::UnavailableError("the answer is lost");
    };
    server_.on_ask = [](std::uint64_t) { return absl::UnavailableError("and the server too"); };
    EXPECT_TRUE(absl::IsUnavailable(VoteAt(session, {}).status()));
  }
  server_.on_send = nullptr;
  server_.on_ask = nullptr;
  VoterSession session = Session(vault_.saved);
  const auto settled = session.SettleAll();
  ASSERT_EQ(settled.size(), 1U);
  EXPECT_TRUE(IsReceipt(settled[0].answer)) << settled[0].answer.status();
  EXPECT_EQ(server_.sent.at(0), server_.sent.at(1));
  EXPECT_EQ(session.FindPlace(kContest)->sequence, 2U);
}

TEST_F(VoterSessionTest, KnowsItsOwnBallotInAProof) {
  VoterSession session = Session();
  // Appended, and then refused as if it were another's.
  server_.on_send = [&](const crypto::Bytes& leaf) -> absl::StatusOr<v1::CastBallotResponse> {
    EXPECT_TRUE(server_.Admit(leaf).ok());
    return ledger::Refusal(absl::StatusCode::kAborted, "SEQUENCE_TAKEN", "it is taken");
  };
  auto answer = VoteAt(session, {});
  ASSERT_TRUE(IsReceipt(answer)) << answer.status();
  EXPECT_EQ(std::get<Receipt>(*answer).leaf, server_.sent.at(0));
  EXPECT_TRUE(session.memory().pending.empty());
  EXPECT_EQ(session.memory().End(kContest).sequence, 1U);
}

TEST_F(VoterSessionTest, ReportsWhatNoHonestServerSays) {
  for (const char* reason : {"SEQUENCE_GAP", "WRONG_PREVIOUS", "COPIED_CIPHERTEXT"}) {
    VoterSession session = Session();
    server_.on_send = [&](const crypto::Bytes&) {
      return ledger::Refusal(absl::StatusCode::kFailedPrecondition, reason, "no");
    };
    const auto answer = VoteAt(session, {});
    EXPECT_EQ(ReasonOf(answer.status()), reason);
    EXPECT_THAT(std::string(answer.status().message()), testing::HasSubstr("report it"));
    EXPECT_EQ(session.memory().pending.size(), 1U);
  }
}

TEST_F(VoterSessionTest, TakesNoReceiptOfAFork) {
  VoterSession session = Session();
  ASSERT_TRUE(IsReceipt(Vote(session)));
  ASSERT_TRUE(IsReceipt(Vote(session, kFree)));
  // The same election from the opening on, without the second ballot.
  LogInTest fork(election_);
  for (std::size_t i = 0; i < 3; ++i) fork.Append(server_.log.leaves()[i]);
  fork.Append(election_.Ballot(1, {0}));
  server_.log = std::move(fork);
  auto draft = session.Encrypt(kContest, {}, {2, session.memory().End(kContest).hash});
  auto answer = session.Cast(*std::move(draft));
  EXPECT_EQ(ReasonOf(answer.status()), "LOG_FORKED") << answer.status();
  EXPECT_EQ(session.memory().evidence.size(), 1U);
  EXPECT_EQ(session.memory().pending.size(), 1U);
  // Nor does it sign in a contest where nothing is asked for.
  EXPECT_EQ(ReasonOf(session.FindPlace(kFree).status()), "LOG_FORKED");
}

// A server that shows a fork, and then is silent, must not get away with it.
TEST_F(VoterSessionTest, KeepsACheckpointThatIsNotProvenToContinue) {
  VoterSession session = Session();
  ASSERT_TRUE(IsReceipt(Vote(session)));
  ASSERT_TRUE(IsReceipt(Vote(session, kFree)));
  const LogInTest honest = server_.log;
  LogInTest fork(election_);
  for (std::size_t i = 0; i < 3; ++i) fork.Append(honest.leaves()[i]);
  for (const std::uint32_t voter : {1U, 2U}) fork.Append(election_.Ballot(voter, {0}));
  server_.log = fork;
  server_.on_consistency = [] { return absl::UnavailableError("no answer"); };
  EXPECT_TRUE(absl::IsUnavailable(session.FindPlace(kFree).status()));
  EXPECT_THAT(vault_.saved.evidence, testing::ElementsAre(fork.Note(fork.size())));
  // The same again is kept once, and an answer clears no fork.
  EXPECT_FALSE(session.FindPlace(kFree).ok());
  server_.on_consistency = nullptr;
  server_.log = honest;
  EXPECT_TRUE(session.FindPlace(kFree).ok());
  EXPECT_THAT(session.memory().evidence, testing::ElementsAre(fork.Note(fork.size())));
}

TEST_F(VoterSessionTest, GivesUpACheckpointThatIsProvenLater) {
  VoterSession session = Session();
  ASSERT_TRUE(IsReceipt(Vote(session)));
  server_.Append(election_.Ballot(1, {0}));
  server_.on_consistency = [] { return absl::UnavailableError("no answer"); };
  EXPECT_TRUE(absl::IsUnavailable(session.FindPlace(kFree).status()));
  EXPECT_EQ(session.memory().evidence.size(), 1U);
  server_.on_consistency = nullptr;
  EXPECT_TRUE(session.FindPlace(kFree).ok());
  EXPECT_TRUE(vault_.saved.evidence.empty());
}

TEST_F(VoterSessionTest, EndsWithAProvenRefusal) {
  {
    VoterSession session = Session();
    CastElsewhere({}, kInGroup);
    EXPECT_EQ(ReasonOf(VoteAt(session, {}).status()), "CHOICE_GROUP_FULL");
    EXPECT_TRUE(session.memory().pending.empty());
    EXPECT_EQ(ReasonOf(session.FindPlace(kContest).status()), "CHOICE_GROUP_FULL");
    EXPECT_TRUE(session.FindPlace(kInGroup).ok());
  }
  server_.Append(election_.RevokeLeaf(kVoter));
  {
    VoterSession session = Session();
    EXPECT_EQ(ReasonOf(VoteAt(session, {}).status()), "KEY_REVOKED");
    EXPECT_TRUE(session.memory().pending.empty());
  }
  server_.Append(election_.CloseLeaf());
  VoterSession session = Session();
  EXPECT_EQ(ReasonOf(VoteAt(session, {}).status()), "VOTING_CLOSED");
  EXPECT_TRUE(session.memory().pending.empty());
}

TEST_F(VoterSessionTest, KeepsABallotThatIsRefusedWithoutProof) {
  VoterSession session = Session();
  server_.on_send = [](const crypto::Bytes&) {
    return ledger::Refusal(absl::StatusCode::kFailedPrecondition, "VOTING_CLOSED", "it is over");
  };
  EXPECT_EQ(ReasonOf(VoteAt(session, {}).status()), "VOTING_CLOSED");
  EXPECT_EQ(session.memory().pending.size(), 1U);
}

class FirstCountsTest : public VoterSessionTest {
 protected:
  FirstCountsTest() : VoterSessionTest(First()) {}
  static const ElectionFixture& First() {
    static const auto* const kElection = new ElectionFixture(MakeElection(v1::REVOTE_POLICY_FIRST));
    return *kElection;
  }
};

TEST_F(FirstCountsTest, SignsOneBallotInAContest) {
  VoterSession session = Session();
  ASSERT_TRUE(IsReceipt(Vote(session)));
  EXPECT_EQ(ReasonOf(session.FindPlace(kContest).status()), "ALREADY_VOTED");
  // Also where the server says that nothing speaks against a second one.
  server_.on_ask = [](std::uint64_t) { return v1::ProveRefusalResponse(); };
  EXPECT_EQ(ReasonOf(session.FindPlace(kContest).status()), "ALREADY_VOTED");
  server_.on_ask = nullptr;
  VoterSession other_device = Session();
  EXPECT_EQ(ReasonOf(VoteAt(other_device, {}).status()), "ALREADY_VOTED");
  EXPECT_TRUE(other_device.memory().pending.empty());
}

}  // namespace
}  // namespace urna::client
