#include "services/append/sequencer.h"

#include <functional>
#include <thread>

#include "append/append_test_support.h"
#include "services/append/live_log.h"

namespace urna::services {
namespace {

using absl::StatusCode;
using storage::Fault;

// Records 0 and 1 are written before the faults begin: they are writes 0 and 1.
constexpr std::uint64_t kFirstBallotWrite = 2;

class SequencerTest : public AppendTest {
 protected:
  // Ballots that arrive while a write is under way; the write is that of another ballot.
  std::future<Answer> HoldUpAWrite() {
    store_->CloseGate();
    std::future<Answer> held = StartCast(*log_, election_.Ballot(kVoters - 1, {}));
    store_->AwaitAtGate(1);
    return held;
  }
};

TEST_F(SequencerTest, ShowsNothingBeforeItIsDurable) {
  OpenVoting();
  const crypto::Bytes ballot = election_.Ballot(0, {1});
  store_->CloseGate();
  std::future<Answer> answer = StartCast(*log_, ballot);
  store_->AwaitAtGate(1);
  EXPECT_EQ(log_->size(), 2u);
  EXPECT_EQ(NewestCheckpoint().size, 2u);
  EXPECT_EQ(log_->FindTracker(ledger::BallotTracker(ledger::ParseLeaf(ballot).value())),
            std::nullopt);
  EXPECT_EQ(answer.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  store_->OpenGate();
  ExpectReceipt(answer.get(), ballot);
}

TEST_F(SequencerTest, WritesTogetherWhatWaitsTogether) {
  OpenVoting();
  std::future<Answer> held = HoldUpAWrite();
  std::vector<std::future<Answer>> answers;
  for (std::uint32_t v = 0; v < 5; ++v) {
    answers.push_back(StartCast(*log_, election_.Ballot(v, {v % 4})));
  }
  store_->OpenGate();
  ASSERT_TRUE(held.get().ok());
  std::set<std::string> checkpoints;
  for (auto& answer : answers) checkpoints.insert(answer.get().value().checkpoint_note);
  EXPECT_EQ(store_->writes(), kFirstBallotWrite + 2);
  EXPECT_EQ(checkpoints.size(), 1u);
}

TEST_F(SequencerTest, WritesNoMoreThanABatchAtATime) {
  OpenVoting(nullptr, {.max_batch = 2});
  std::future<Answer> held = HoldUpAWrite();
  std::vector<std::future<Answer>> answers;
  for (std::uint32_t v = 0; v < 5; ++v)
    answers.push_back(StartCast(*log_, election_.Ballot(v, {})));
  store_->OpenGate();
  for (std::size_t v = 0; v < answers.size(); ++v) {
    EXPECT_EQ(answers[v].get().value().index, 3 + v);
  }
  EXPECT_EQ(store_->writes(), kFirstBallotWrite + 1 + 3);
}

// While a ballot is unanswered its voter signs no other: one that comes all the same has no place
// yet.
TEST_F(SequencerTest, TakesABallotOnlyOnceTheOneBeforeItIsInTheLog) {
  OpenVoting();
  std::future<Answer> held = HoldUpAWrite();
  const auto chain = ChainOf(election_, 0, 2);
  std::future<Answer> first = StartCast(*log_, chain[0]);
  EXPECT_EQ(ReasonOf(StartCast(*log_, chain[1]).get()), "SEQUENCE_GAP");
  std::future<Answer> another = StartCast(*log_, election_.Ballot(1, {}));
  store_->OpenGate();
  EXPECT_EQ(first.get().value().index, 3u);
  EXPECT_EQ(another.get().value().index, 4u);
  EXPECT_EQ(Cast(*log_, chain[1]).value().index, 5u);
}

TEST_F(SequencerTest, AppendsTheSameBytesOnceHoweverOftenTheyWait) {
  OpenVoting();
  std::future<Answer> held = HoldUpAWrite();
  const crypto::Bytes ballot = election_.Ballot(0, {1});
  std::vector<std::future<Answer>> answers;
  for (int i = 0; i < 10; ++i) answers.push_back(StartCast(*log_, ballot));
  store_->OpenGate();
  for (auto& waiting : answers) {
    const Answer answer = waiting.get();
    ExpectReceipt(answer, ballot);
    EXPECT_EQ(answer->index, 3u);
  }
  EXPECT_EQ(log_->size(), 4u);
}

TEST_F(SequencerTest, AppendsOneOfTwoBallotsWithOneSequenceNumber) {
  OpenVoting();
  std::future<Answer> held = HoldUpAWrite();
  std::future<Answer> first = StartCast(*log_, election_.Ballot(0, {1}));
  std::future<Answer> second = StartCast(*log_, election_.Ballot(0, {2}));
  store_->OpenGate();
  EXPECT_TRUE(first.get().ok());
  EXPECT_EQ(ReasonOf(second.get()), "SEQUENCE_TAKEN");
  EXPECT_EQ(log_->size(), 4u);
}

TEST_F(SequencerTest, ChecksTheClockAgainWhenItsTurnHasCome) {
  OpenVoting();
  std::future<Answer> held = HoldUpAWrite();
  std::future<Answer> late = StartCast(*log_, election_.Ballot(0, {1}));
  clock_.Set(election_.manifest()->config().closing_time());
  store_->OpenGate();
  EXPECT_TRUE(held.get().ok());
  EXPECT_EQ(ReasonOf(late.get()), "VOTING_CLOSED");
}

TEST_F(SequencerTest, RefusesAtOnceWhenTooManyWait) {
  OpenVoting(nullptr, {.max_waiting = 3});
  std::future<Answer> held = HoldUpAWrite();
  std::vector<std::future<Answer>> waiting;
  for (std::uint32_t v = 0; v < 2; ++v)
    waiting.push_back(StartCast(*log_, election_.Ballot(v, {})));
  const Answer refused = Cast(*log_, election_.Ballot(2, {}));
  EXPECT_EQ(refused.status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "SERVER_BUSY");
  store_->OpenGate();
  for (auto& answer : waiting) EXPECT_TRUE(answer.get().ok());
  EXPECT_EQ(log_->size(), 5u);
  EXPECT_TRUE(Cast(*log_, election_.Ballot(2, {})).ok());
}

TEST_F(SequencerTest, AnswersEverythingBeforeItEnds) {
  OpenVoting();
  std::future<Answer> held = HoldUpAWrite();
  std::vector<std::future<Answer>> answers;
  for (const std::uint32_t voter : {1U, 2U, 3U, 4U}) {
    answers.push_back(StartCast(*log_, election_.Ballot(voter, {})));
  }
  std::thread ending([this] { log_.reset(); });
  store_->OpenGate();
  ending.join();
  EXPECT_TRUE(held.get().ok());
  for (auto& answer : answers) EXPECT_TRUE(answer.get().ok());
}

// What waits is appended as it stands: nothing before the sequencer turns a record away.
class BareSequencerTest : public SequencerTest {
 protected:
  using Submit = std::function<void(crypto::Bytes)>;
  // Holds up the write of `first`, which becomes record 2, while `submit_rest` fills the queue
  // behind it. Returns the answers in the order of submission.
  std::vector<Answer> Answers(const crypto::Bytes& first,
                              const std::function<void(const Submit&)>& submit_rest) {
    OpenVoting();
    log_.reset();
    LiveLog log(election_.manifest(), election_.rolls(), election_.LogSigningKey());
    LeafStore leaves(*store_, "test");
    for (const crypto::Bytes& leaf : {election_.SealLeaf(), election_.OpenLeaf()}) {
      EXPECT_TRUE(log.Replay(leaf, nullptr).ok());
    }
    log.FinishReplay();
    std::vector<std::future<Answer>> answers;
    {
      Sequencer sequencer(log, leaves, clock_, absl::InfiniteFuture(), {});
      const Submit submit = [&](crypto::Bytes bytes) {
        const auto promise = std::make_shared<std::promise<Answer>>();
        answers.push_back(promise->get_future());
        sequencer.Submit({ReadRecord(std::move(bytes)).value(),
                          [promise](Answer given) { promise->set_value(std::move(given)); }});
      };
      store_->CloseGate();
      submit(first);
      store_->AwaitAtGate(1);
      submit_rest(submit);
      store_->OpenGate();
    }
    std::vector<Answer> given;
    for (auto& answer : answers) given.push_back(answer.get());
    return given;
  }
};

// Between the records of others every other record keeps its place in the queue.
TEST_F(BareSequencerTest, TakesNoBallotThatWaitsBehindTheClosing) {
  const auto chain = ChainOf(election_, 0, 2);
  const std::vector<Answer> answers = Answers(chain[0], [&](const Submit& submit) {
    submit(chain[1]);
    submit(election_.Ballot(1, {}));
    submit(election_.CloseLeaf());
    submit(election_.Ballot(2, {}));
  });
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(answers[i].value().index, 2 + i) << i;
  EXPECT_EQ(ReasonOf(answers[4]), "VOTING_CLOSED");
}

// Whatever waits, a voter's ballots are appended in the order of their chain, and who waits behind
// them does not wait for all of them.
TEST_F(BareSequencerTest, KeepsTheOrderOfOneVotersBallots) {
  const std::vector<Answer> answers = Answers(election_.Ballot(1, {}), [&](const Submit& submit) {
    for (const crypto::Bytes& ballot : ChainOf(election_, 0, 3)) submit(ballot);
    submit(election_.Ballot(2, {}));
  });
  std::vector<std::uint64_t> indexes;
  for (const Answer& answer : answers) indexes.push_back(answer.value().index);
  EXPECT_THAT(indexes, testing::ElementsAre(2, 3, 5, 6, 4));
}

class UncertainWrite : public AppendTest, public testing::WithParamInterface<Fault::Kind> {};

TEST_P(UncertainWrite, StopsTheLogAndLosesNothingThatWasAcknowledged) {
  OpenVoting(storage::FaultsAt({{kFirstBallotWrite + 1, {.kind = GetParam()}}}));
  std::atomic<int> stops = 0;
  log_.reset();
  ProcessLog::OpenArgs args = Args();
  args.on_stop = [&stops](const absl::Status& cause) { stops += cause.ok() ? 0 : 1; };
  log_ = ProcessLog::Open(std::move(args)).value();
  const crypto::Bytes acknowledged = election_.Ballot(0, {1});
  ASSERT_TRUE(Cast(*log_, acknowledged).ok());
  const std::string checkpoint = log_->Checkpoint();

  const crypto::Bytes uncertain = election_.Ballot(1, {1});
  const crypto::Bytes refused = election_.Ballot(2, {2});
  store_->CloseGate();
  std::future<Answer> in_the_write = StartCast(*log_, uncertain);
  store_->AwaitAtGate(1);
  std::future<Answer> behind_it = StartCast(*log_, refused);
  store_->OpenGate();

  const Answer unknown = in_the_write.get();
  EXPECT_EQ(unknown.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(unknown), "APPEND_UNCERTAIN");
  EXPECT_EQ(ReasonOf(behind_it.get()), "LOG_STOPPED");
  EXPECT_EQ(ReasonOf(Cast(*log_, uncertain)), "LOG_STOPPED");
  EXPECT_EQ(ReasonOf(log_->Append(election_.CloseLeaf())), "LOG_STOPPED");
  EXPECT_EQ(ledger::ReasonOf(log_->CheckAccepting()), "LOG_STOPPED");
  EXPECT_EQ(stops, 1);

  // Reads go on, and say nothing of what is not certain.
  EXPECT_EQ(log_->Checkpoint(), checkpoint);
  EXPECT_EQ(log_->Entries(0, 10, 1 << 20)->size(), 3u);
  ExpectReceipt(Cast(*log_, acknowledged), acknowledged);

  Reopen();
  const bool was_applied = GetParam() == Fault::Kind::kAppliedButFailed;
  EXPECT_EQ(log_->size(), was_applied ? 4u : 3u);
  const Answer again = Cast(*log_, uncertain);
  ExpectReceipt(again, uncertain);
  EXPECT_EQ(again->index, 3u);
  ExpectReceipt(Cast(*log_, acknowledged), acknowledged);
  ExpectReceipt(Cast(*log_, refused), refused);
}

INSTANTIATE_TEST_SUITE_P(BothWays, UncertainWrite,
                         testing::Values(Fault::Kind::kNotApplied, Fault::Kind::kAppliedButFailed),
                         [](const testing::TestParamInfo<Fault::Kind>& test) {
                           return test.param == Fault::Kind::kNotApplied ? "NotApplied"
                                                                         : "AppliedButFailed";
                         });

}  // namespace
}  // namespace urna::services
