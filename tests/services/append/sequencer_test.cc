#include "services/append/sequencer.h"

#include <functional>
#include <thread>

#include "services/append/append_test_support.h"
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
  std::future<Acknowledgement> HoldUpAWrite() {
    store_->CloseGate();
    std::future<Acknowledgement> held = StartCast(*log_, election_.Ballot(kVoters - 1, {}));
    store_->AwaitAtGate(1);
    return held;
  }
};

TEST_F(SequencerTest, ShowsNothingBeforeItIsDurable) {
  OpenVoting();
  const crypto::Bytes ballot = election_.Ballot(0, {1});
  store_->CloseGate();
  std::future<Acknowledgement> answer = StartCast(*log_, ballot);
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
  std::future<Acknowledgement> held = HoldUpAWrite();
  std::vector<std::future<Acknowledgement>> answers;
  for (std::uint32_t v = 0; v < 5; ++v) {
    answers.push_back(StartCast(*log_, election_.Ballot(v, {v % 4})));
  }
  store_->OpenGate();
  ASSERT_TRUE(held.get().ok());
  std::set<std::string> checkpoints;
  for (auto& answer : answers) checkpoints.insert(answer.get().value().checkpoint_note);
  EXPECT_EQ(store_->writes(), kFirstBallotWrite + 2);
  EXPECT_EQ(checkpoints.size(), 1u);
  // The sealing, the opening and the ballot that was held are batches of their own.
  const HistogramReading batches = batch_records_.Read();
  EXPECT_EQ(batches.count, kFirstBallotWrite + 2);
  EXPECT_EQ(batches.buckets.front().count, 3u);
  EXPECT_EQ(batches.sum, 3 + 5);
}

// A write that nobody answers may take a minute to be settled; who waits behind it is not held so long.
TEST_F(SequencerTest, RefusesWhoeverWaitsWhileTheStoreIsKnownNotToWrite) {
  OpenVoting(nullptr, {.max_batch = 2});
  const crypto::Bytes first = election_.Ballot(0, {1});
  std::future<Acknowledgement> held = HoldUpAWrite();
  std::vector<std::future<Acknowledgement>> waiting;
  for (std::uint32_t v = 0; v < 5; ++v) {
    waiting.push_back(StartCast(*log_, election_.Ballot(v, {})));
  }
  log_->Suspend();
  for (auto& answer : waiting) {
    EXPECT_EQ(ReasonOf(answer.get()), "NOT_APPENDED");
  }
  EXPECT_EQ(ReasonOf(StartCast(*log_, first).get()), "NOT_APPENDED");
  EXPECT_EQ(held.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  store_->OpenGate();
  EXPECT_TRUE(held.get().ok());
  EXPECT_EQ(ReasonOf(StartCast(*log_, first).get()), "NOT_APPENDED");
  log_->Resume();
  ExpectReceipt(StartCast(*log_, first).get(), first);
}

TEST_F(SequencerTest, WritesNoMoreThanABatchAtATime) {
  OpenVoting(nullptr, {.max_batch = 2});
  std::future<Acknowledgement> held = HoldUpAWrite();
  std::vector<std::future<Acknowledgement>> answers;
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
  std::future<Acknowledgement> held = HoldUpAWrite();
  const auto chain = ChainOf(election_, 0, 2);
  std::future<Acknowledgement> first = StartCast(*log_, chain[0]);
  EXPECT_EQ(ReasonOf(StartCast(*log_, chain[1]).get()), "SEQUENCE_GAP");
  std::future<Acknowledgement> another = StartCast(*log_, election_.Ballot(1, {}));
  store_->OpenGate();
  EXPECT_EQ(first.get().value().index, 3u);
  EXPECT_EQ(another.get().value().index, 4u);
  EXPECT_EQ(Cast(*log_, chain[1]).value().index, 5u);
}

TEST_F(SequencerTest, AppendsTheSameBytesOnceHoweverOftenTheyWait) {
  OpenVoting();
  std::future<Acknowledgement> held = HoldUpAWrite();
  const crypto::Bytes ballot = election_.Ballot(0, {1});
  std::vector<std::future<Acknowledgement>> answers;
  for (int i = 0; i < 10; ++i) answers.push_back(StartCast(*log_, ballot));
  store_->OpenGate();
  for (auto& waiting : answers) {
    const Acknowledgement answer = waiting.get();
    ExpectReceipt(answer, ballot);
    EXPECT_EQ(answer->index, 3u);
  }
  EXPECT_EQ(log_->size(), 4u);
}

TEST_F(SequencerTest, AppendsOneOfTwoBallotsWithOneSequenceNumber) {
  OpenVoting();
  std::future<Acknowledgement> held = HoldUpAWrite();
  std::future<Acknowledgement> first = StartCast(*log_, election_.Ballot(0, {1}));
  std::future<Acknowledgement> second = StartCast(*log_, election_.Ballot(0, {2}));
  store_->OpenGate();
  EXPECT_TRUE(first.get().ok());
  EXPECT_EQ(ReasonOf(second.get()), "SEQUENCE_TAKEN");
  EXPECT_EQ(log_->size(), 4u);
}

TEST_F(SequencerTest, ChecksTheClockAgainWhenItsTurnHasCome) {
  OpenVoting();
  std::future<Acknowledgement> held = HoldUpAWrite();
  std::future<Acknowledgement> late = StartCast(*log_, election_.Ballot(0, {1}));
  clock_.Set(election_.manifest()->config().closing_time());
  store_->OpenGate();
  EXPECT_TRUE(held.get().ok());
  EXPECT_EQ(ReasonOf(late.get()), "VOTING_CLOSED");
}

TEST_F(SequencerTest, RefusesAtOnceWhenTooManyWait) {
  OpenVoting(nullptr, {.max_waiting = 3});
  std::future<Acknowledgement> held = HoldUpAWrite();
  std::vector<std::future<Acknowledgement>> waiting;
  for (std::uint32_t v = 0; v < 2; ++v)
    waiting.push_back(StartCast(*log_, election_.Ballot(v, {})));
  const Acknowledgement refused = Cast(*log_, election_.Ballot(2, {}));
  EXPECT_EQ(refused.status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "SERVER_BUSY");
  store_->OpenGate();
  for (auto& answer : waiting) EXPECT_TRUE(answer.get().ok());
  EXPECT_EQ(log_->size(), 5u);
  EXPECT_TRUE(Cast(*log_, election_.Ballot(2, {})).ok());
}

TEST_F(SequencerTest, AnswersEverythingBeforeItEnds) {
  OpenVoting();
  std::future<Acknowledgement> held = HoldUpAWrite();
  std::vector<std::future<Acknowledgement>> answers;
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
  std::vector<Acknowledgement> Answers(const crypto::Bytes& first,
                                       const std::function<void(const Submit&)>& submit_rest) {
    OpenVoting();
    log_.reset();
    LiveLog log(election_.manifest(), election_.rolls(), election_.LogSigningKey());
    RecordStore leaves(*store_, "test");
    for (const crypto::Bytes& leaf : {election_.SealLeaf(), election_.OpenLeaf()}) {
      EXPECT_TRUE(log.Replay(leaf, nullptr).ok());
    }
    log.FinishReplay();
    std::vector<std::future<Acknowledgement>> answers;
    {
      Sequencer sequencer(log, leaves, clock_, absl::InfiniteFuture(), {});
      const Submit submit = [&](crypto::Bytes bytes) {
        const auto promise = std::make_shared<std::promise<Acknowledgement>>();
        answers.push_back(promise->get_future());
        sequencer.Submit({ReadRecord(std::move(bytes)).value(), [promise](Acknowledgement given) {
                            promise->set_value(std::move(given));
                          }});
      };
      store_->CloseGate();
      submit(first);
      store_->AwaitAtGate(1);
      submit_rest(submit);
      store_->OpenGate();
    }
    std::vector<Acknowledgement> given;
    for (auto& answer : answers) given.push_back(answer.get());
    return given;
  }
};

// Between the records of others every other record keeps its place in the queue.
TEST_F(BareSequencerTest, TakesNoBallotThatWaitsBehindTheClosing) {
  const auto chain = ChainOf(election_, 0, 2);
  const std::vector<Acknowledgement> answers = Answers(chain[0], [&](const Submit& submit) {
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
  const std::vector<Acknowledgement> answers =
      Answers(election_.Ballot(1, {}), [&](const Submit& submit) {
        for (const crypto::Bytes& ballot : ChainOf(election_, 0, 3)) submit(ballot);
        submit(election_.Ballot(2, {}));
      });
  std::vector<std::uint64_t> indexes;
  for (const Acknowledgement& answer : answers) indexes.push_back(answer.value().index);
  EXPECT_THAT(indexes, testing::ElementsAre(2, 3, 5, 6, 4));
}

class UncertainWrite : public AppendTest, public testing::WithParamInterface<Fault::Kind> {};

TEST_P(UncertainWrite, StopsTheLogAndLosesNothingThatWasAcknowledged) {
  OpenVoting(storage::FaultsAt({{kFirstBallotWrite + 1, {.kind = GetParam()}}}));
  std::atomic<int> stops = 0;
  log_.reset();
  ProcessLog::OpenArgs args = Args();
  args.on_failure = [&stops](const storage::WriteResult& failure) {
    stops += failure.outcome() == storage::WriteResult::Outcome::kUncertain ? 1 : 0;
  };
  log_ = ProcessLog::Open(std::move(args)).value();
  const crypto::Bytes acknowledged = election_.Ballot(0, {1});
  ASSERT_TRUE(Cast(*log_, acknowledged).ok());
  const std::string checkpoint = log_->Checkpoint();

  const crypto::Bytes uncertain = election_.Ballot(1, {1});
  const crypto::Bytes refused = election_.Ballot(2, {2});
  store_->CloseGate();
  std::future<Acknowledgement> in_the_write = StartCast(*log_, uncertain);
  store_->AwaitAtGate(1);
  std::future<Acknowledgement> behind_it = StartCast(*log_, refused);
  store_->OpenGate();

  const Acknowledgement unknown = in_the_write.get();
  EXPECT_EQ(unknown.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(unknown), "APPEND_UNCERTAIN");
  EXPECT_EQ(ReasonOf(behind_it.get()), "LOG_STOPPED");
  EXPECT_EQ(ReasonOf(Cast(*log_, uncertain)), "LOG_STOPPED");
  EXPECT_EQ(ReasonOf(log_->Append(election_.CloseLeaf())), "LOG_STOPPED");
  EXPECT_EQ(ledger::ReasonOf(log_->CheckRunning()), "LOG_STOPPED");
  EXPECT_EQ(stops, 1);

  // Reads go on, and say nothing of what is not certain.
  EXPECT_EQ(log_->Checkpoint(), checkpoint);
  EXPECT_EQ(log_->Records(0, 10, 1 << 20)->size(), 3u);
  ExpectReceipt(Cast(*log_, acknowledged), acknowledged);

  Reopen();
  const bool was_applied = GetParam() == Fault::Kind::kUncertainButThere;
  EXPECT_EQ(log_->size(), was_applied ? 4u : 3u);
  const Acknowledgement again = Cast(*log_, uncertain);
  ExpectReceipt(again, uncertain);
  EXPECT_EQ(again->index, 3u);
  ExpectReceipt(Cast(*log_, acknowledged), acknowledged);
  ExpectReceipt(Cast(*log_, refused), refused);
}

INSTANTIATE_TEST_SUITE_P(BothWays, UncertainWrite,
                         testing::Values(Fault::Kind::kUncertainAndLost,
                                         Fault::Kind::kUncertainButThere),
                         [](const testing::TestParamInfo<Fault::Kind>& test) {
                           return test.param == Fault::Kind::kUncertainAndLost ? "Lost" : "There";
                         });

class FailedWrite : public AppendTest {
 protected:
  // A log whose failures are kept, over a store that fails as `script` says.
  void OpenWith(storage::FaultScript script) {
    OpenVoting(std::move(script));
    log_.reset();
    ProcessLog::OpenArgs args = Args();
    args.on_failure = [this](const storage::WriteResult& failure) {
      failures_.push_back(failure.outcome());
    };
    log_ = ProcessLog::Open(std::move(args)).value();
  }
  // Two ballots that share a write, and one whose write is held up before it.
  std::vector<Acknowledgement> CastThree() {
    store_->CloseGate();
    std::vector<std::future<Acknowledgement>> answers;
    answers.push_back(StartCast(*log_, first_));
    store_->AwaitAtGate(1);
    for (const crypto::Bytes& ballot : together_) answers.push_back(StartCast(*log_, ballot));
    store_->OpenGate();
    std::vector<Acknowledgement> given;
    for (std::future<Acknowledgement>& answer : answers) given.push_back(answer.get());
    return given;
  }

  const crypto::Bytes first_ = election_.Ballot(0, {1});
  const std::vector<crypto::Bytes> together_ = {election_.Ballot(1, {1}), election_.Ballot(2, {2})};
  // Of the writer's thread until the log is gone.
  std::vector<storage::WriteResult::Outcome> failures_;
};

TEST_F(FailedWrite, ThatIsNotAppliedRefusesItsBatchAndTheLogGoesOn) {
  OpenWith(storage::FaultsAt({{kFirstBallotWrite + 1, {.kind = Fault::Kind::kNotApplied}}}));
  const std::vector<Acknowledgement> answers = CastThree();
  ExpectReceipt(answers[0], first_);
  for (const Acknowledgement& refused : {answers[1], answers[2]}) {
    EXPECT_EQ(refused.status().code(), StatusCode::kUnavailable);
    EXPECT_EQ(ReasonOf(refused), "NOT_APPENDED");
  }
  EXPECT_TRUE(log_->CheckRunning().ok());
  EXPECT_EQ(log_->size(), 3u);
  EXPECT_EQ(NewestCheckpoint().size, 3u);

  // Their places in the log were not taken, nor their voters' numbers.
  for (const crypto::Bytes& ballot : together_) ExpectReceipt(Cast(*log_, ballot), ballot);
  EXPECT_EQ(log_->size(), 5u);
  Reopen();
  EXPECT_EQ(log_->size(), 5u);
  for (const crypto::Bytes& ballot : together_) ExpectReceipt(Cast(*log_, ballot), ballot);
  EXPECT_THAT(failures_, testing::ElementsAre(storage::WriteResult::Outcome::kNotApplied));
}

TEST_F(FailedWrite, IsToldOnceWhileNothingIsAppliedAndAgainAfterASuccess) {
  const auto full = [](std::uint64_t number) {
    const bool fails = number >= kFirstBallotWrite && number != kFirstBallotWrite + 3;
    return Fault{.kind = fails ? Fault::Kind::kNotApplied : Fault::Kind::kNone};
  };
  OpenWith(full);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ReasonOf(Cast(*log_, first_)), "NOT_APPENDED");
  ExpectReceipt(Cast(*log_, first_), first_);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ReasonOf(Cast(*log_, together_[0])), "NOT_APPENDED");
  log_.reset();
  EXPECT_EQ(failures_.size(), 2u);
}

TEST_F(FailedWrite, ThatIsFencedStopsTheLogAndSaysSo) {
  OpenWith(storage::FaultsAt({{kFirstBallotWrite + 1, {.kind = Fault::Kind::kFenced}}}));
  const std::vector<Acknowledgement> answers = CastThree();
  ExpectReceipt(answers[0], first_);
  for (const Acknowledgement& refused : {answers[1], answers[2], Cast(*log_, together_[0])}) {
    EXPECT_EQ(refused.status().code(), StatusCode::kUnavailable);
    EXPECT_EQ(ReasonOf(refused), "LOG_FENCED");
  }
  EXPECT_EQ(ReasonOf(log_->Append(election_.CloseLeaf())), "LOG_FENCED");
  EXPECT_EQ(ledger::ReasonOf(log_->CheckRunning()), "LOG_FENCED");
  // Reads go on, and say nothing of what the other writer does.
  EXPECT_EQ(NewestCheckpoint().size, 3u);
  ExpectReceipt(Cast(*log_, first_), first_);
  Reopen();
  EXPECT_EQ(log_->size(), 3u);
  EXPECT_THAT(failures_, testing::ElementsAre(storage::WriteResult::Outcome::kFenced));
}

}  // namespace
}  // namespace urna::services
