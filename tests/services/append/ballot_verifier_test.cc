#include "services/append/ballot_verifier.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "services/append/append_test_support.h"

namespace urna::services {
namespace {

using absl::StatusCode;

// The verifier alone, in front of a sequencer of its own.
class BallotVerifierTest : public AppendTest {
 protected:
  static constexpr std::uint32_t kMany = 60;
  static const ledger::ElectionFixture& Large() {
    static const auto& election =
        *new ledger::ElectionFixture(ledger::ElectionFixture::Make({.voters = kMany}));
    return election;
  }
  // Of each voter a ballot that holds and one that does not.
  static const std::vector<crypto::Bytes>& Good() {
    static const auto& ballots = *new std::vector<crypto::Bytes>([] {
      std::vector<crypto::Bytes> made;
      for (std::uint32_t v = 0; v < kMany; ++v) made.push_back(Large().Ballot(v, {v % 4}));
      return made;
    }());
    return ballots;
  }
  static crypto::Bytes Bad(std::uint32_t v) {
    ledger::Leaf leaf = ledger::ParseLeaf(Good()[v]).value();
    std::get<ledger::BallotLeaf>(leaf.body).z[0] ^= 1;
    return ledger::SerializeLeaf(leaf);
  }

  BallotVerifierTest() : AppendTest(Large()) {
    OpenVoting();
    log_.reset();
    live_ = std::make_unique<LiveLog>(election_.manifest(), election_.rolls(),
                                      election_.LogSigningKey());
    for (const crypto::Bytes& leaf : {election_.SealLeaf(), election_.OpenLeaf()}) {
      EXPECT_TRUE(live_->Replay(leaf, nullptr).ok());
    }
    live_->FinishReplay();
    records_ = std::make_unique<RecordStore>(*store_, "test");
    Start({});
  }
  ~BallotVerifierTest() override { Stop(); }
  void Start(const AppendLimits& limits) {
    Stop();
    sequencer_ =
        std::make_unique<Sequencer>(*live_, *records_, clock_, absl::InfiniteFuture(), limits);
    verifier_ = std::make_unique<BallotVerifier>(*election_.manifest(), *sequencer_);
  }
  // Before what the answers refer to.
  void Stop() {
    verifier_.reset();
    sequencer_.reset();
  }

  void Submit(const crypto::Bytes& ballot, Done done) {
    verifier_->Submit({ReadRecord(ballot).value(), std::move(done)});
  }
  std::future<Acknowledgement> Submit(const crypto::Bytes& ballot) {
    const auto promise = std::make_shared<std::promise<Acknowledgement>>();
    std::future<Acknowledgement> answer = promise->get_future();
    Submit(ballot, [promise](Acknowledgement given) { promise->set_value(std::move(given)); });
    return answer;
  }

  // Every thread that may verify is held up, by a ballot that does not hold and whose sender is
  // slow to listen, so that whatever is submitted waits.
  class HeldUp {
   public:
    explicit HeldUp(BallotVerifierTest& test) {
      const unsigned most = std::max(1u, std::thread::hardware_concurrency());
      for (unsigned i = 0; i < most; ++i) {
        threads_.emplace_back([this, &test, i] {
          test.Submit(Bad(i % kMany), [this](const Acknowledgement&) {
            std::unique_lock lock(mutex_);
            ++held_;
            changed_.notify_all();
            changed_.wait(lock, [this] { return open_; });
          });
        });
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this, i] { return held_ == i + 1; });
      }
    }
    ~HeldUp() { Release(); }
    void Release() {
      {
        const std::lock_guard lock(mutex_);
        open_ = true;
      }
      changed_.notify_all();
      for (std::thread& thread : threads_) thread.join();
      threads_.clear();
    }

   private:
    std::mutex mutex_;
    std::condition_variable changed_;
    unsigned held_ = 0;
    bool open_ = false;
    std::vector<std::thread> threads_;
  };

  std::unique_ptr<RecordStore> records_;
  std::unique_ptr<LiveLog> live_;
  std::unique_ptr<Sequencer> sequencer_;
  std::unique_ptr<BallotVerifier> verifier_;
};

TEST_F(BallotVerifierTest, HandsOnWhatHolds) {
  EXPECT_TRUE(Submit(Good()[0]).get().ok());
  EXPECT_EQ(live_->size(), 3u);
}

TEST_F(BallotVerifierTest, TellsWhyABallotDoesNotHold) {
  const Acknowledgement wrong = Submit(Bad(0)).get();
  EXPECT_EQ(wrong.status().code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(wrong), "WRONG_PROOF");
  ledger::Leaf leaf = ledger::ParseLeaf(Good()[0]).value();
  std::get<ledger::BallotLeaf>(leaf.body).s.fill(0xff);
  const Acknowledgement malformed = Submit(ledger::SerializeLeaf(leaf)).get();
  EXPECT_EQ(malformed.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(malformed), "MALFORMED_CIPHERTEXT");
  EXPECT_EQ(live_->size(), 2u);
}

TEST_F(BallotVerifierTest, VerifiesTogetherWhatWaitsTogether) {
  HeldUp held(*this);
  std::vector<std::future<Acknowledgement>> answers;
  for (const crypto::Bytes& ballot : Good()) answers.push_back(Submit(ballot));
  EXPECT_EQ(answers[0].wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  held.Release();
  for (auto& answer : answers) EXPECT_TRUE(answer.get().ok());
  EXPECT_EQ(live_->size(), 2 + kMany);
}

TEST_F(BallotVerifierTest, NamesOneBadBallotAmongManyAndCastsTheOthers) {
  for (std::uint32_t bad = 0; bad < kMany; bad += 19) {
    HeldUp held(*this);
    std::vector<std::future<Acknowledgement>> answers;
    for (std::uint32_t v = 0; v < kMany; ++v) {
      answers.push_back(Submit(v == bad ? Bad(v) : Good()[v]));
    }
    held.Release();
    for (std::uint32_t v = 0; v < kMany; ++v) {
      const Acknowledgement answer = answers[v].get();
      // From the second round on the others are in the log, and are answered by what stands there.
      if (v == bad) {
        EXPECT_EQ(ReasonOf(answer), "WRONG_PROOF") << v;
      } else {
        EXPECT_TRUE(answer.ok()) << v << " " << answer.status();
      }
    }
  }
}

// Whatever the batches are made of and however large they may be just then: each is told its own.
TEST_F(BallotVerifierTest, TellsEachItsOwnHoweverManyAreBad) {
  EXPECT_TRUE(rc::check([&] {
    const auto bad = *rc::gen::container<std::vector<bool>>(kMany, rc::gen::arbitrary<bool>());
    std::vector<std::future<Acknowledgement>> answers(kMany);
    const auto submit = [&](std::uint32_t first) {
      for (std::uint32_t v = first; v < kMany; v += 3) {
        answers[v] = Submit(bad[v] ? Bad(v) : Good()[v]);
      }
    };
    std::vector<std::thread> voters;
    for (const std::uint32_t first : {0, 1, 2}) voters.emplace_back(submit, first);
    for (std::thread& voter : voters) voter.join();
    for (std::uint32_t v = 0; v < kMany; ++v) {
      const Acknowledgement answer = answers[v].get();
      RC_ASSERT(answer.ok() == !bad[v]);
      if (bad[v]) RC_ASSERT(ReasonOf(answer) == "WRONG_PROOF");
    }
  }));
}

TEST_F(BallotVerifierTest, IsBusyWhenTooManyWaitAndForgetsNobody) {
  Start({.max_waiting = 3});
  std::vector<std::future<Acknowledgement>> waiting;
  {
    HeldUp held(*this);
    for (std::uint32_t v = 0; v < 3; ++v) waiting.push_back(Submit(Good()[v]));
    const Acknowledgement refused = Submit(Good()[3]).get();
    EXPECT_EQ(refused.status().code(), StatusCode::kResourceExhausted);
    EXPECT_EQ(ReasonOf(refused), "SERVER_BUSY");
  }
  for (auto& answer : waiting) EXPECT_TRUE(answer.get().ok());
  EXPECT_TRUE(Submit(Good()[3]).get().ok()) << "a while later";
}

}  // namespace
}  // namespace urna::services
