// Many voters at once, over a store that fails: whatever the order of events, what was acknowledged
// is in the log, and every checkpoint that was ever signed is a beginning of it.
#include <thread>

#include "services/append/append_test_support.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

constexpr std::size_t kThreads = 4;
constexpr std::size_t kBallotsOfAVoter = 5;

// Made once: encryption takes longer than all the rest. Of each voter two chains, of three ballots
// and of two, of which only one can be in a log.
const std::vector<crypto::Bytes>& Ballots() {
  static const auto& ballots = *new std::vector<crypto::Bytes>([] {
    std::vector<crypto::Bytes> made;
    for (std::uint32_t v = 0; v < kVoters; ++v) {
      for (const std::uint32_t length : {3, 2}) {
        ledger::ChainPlace place;
        for (std::uint32_t i = 0; i < length; ++i) {
          made.push_back(SharedElection().Ballot(v, {i}, place));
          place = ledger::After(made.back());
        }
      }
    }
    return made;
  }());
  return ballots;
}

// A ballot that came before the one that it follows, or after another took its number.
bool IsOfTheChain(const std::string& reason) {
  return reason == "SEQUENCE_TAKEN" || reason == "SEQUENCE_GAP" || reason == "WRONG_PREVIOUS";
}

struct Sent {
  std::size_t ballot;
  Acknowledgement answer;
};

class Interleaving : public AppendTest {
 protected:
  // Each thread casts its ballots in its order; one more watches the checkpoints.
  std::vector<Sent> CastAll(const std::vector<std::vector<std::size_t>>& plans,
                            std::vector<std::string>& checkpoints) {
    std::vector<std::vector<Sent>> sent(plans.size());
    std::atomic<bool> over = false;
    std::thread observer([&] {
      while (!over) {
        std::string checkpoint = log_->Checkpoint();
        if (checkpoints.empty() || checkpoint != checkpoints.back()) {
          checkpoints.push_back(std::move(checkpoint));
        }
        std::this_thread::yield();
      }
    });
    std::vector<std::thread> voters;
    for (std::size_t t = 0; t < plans.size(); ++t) {
      voters.emplace_back([&, t] {
        std::vector<std::future<Acknowledgement>> answers;
        for (const std::size_t b : plans[t]) answers.push_back(StartCast(*log_, Ballots()[b]));
        for (std::size_t i = 0; i < answers.size(); ++i) {
          sent[t].push_back({plans[t][i], answers[i].get()});
        }
      });
    }
    for (std::thread& voter : voters) voter.join();
    over = true;
    observer.join();
    std::vector<Sent> all;
    for (auto& of_one : sent) std::move(of_one.begin(), of_one.end(), std::back_inserter(all));
    return all;
  }

  bool ReceiptHolds(const Sent& sent) const {
    const auto checkpoint = crypto::VerifyLogProof(*sent.answer, Ballots()[sent.ballot],
                                                   election_.manifest()->log_key());
    return checkpoint.ok() && IsBeginning(*checkpoint) &&
           log_->RecordAt(sent.answer->index).value() == Ballots()[sent.ballot];
  }
  bool IsBeginning(const crypto::Checkpoint& checkpoint) const {
    return log_->Root(checkpoint.size).value() == checkpoint.root;
  }

  // The same store with other faults, or none, and the log as a server that starts finds it.
  void Restart(storage::FaultScript script = nullptr, AppendLimits limits = {}) {
    log_.reset();
    store_ = std::make_unique<storage::FaultyStore>(store_->TakeStore(), std::move(script));
    OpenLog(limits);
  }
  void Empty() {
    log_.reset();
    store_ = std::make_unique<storage::FaultyStore>(store_->TakeStore());
    storage::WriteBatch batch;
    ASSERT_TRUE(storage::ScanAll(*store_, kRecordsFamily, "", "",
                                 [&](std::string_view key, std::string_view) {
                                   batch.Delete(kRecordsFamily, key);
                                   return true;
                                 })
                    .ok());
    ASSERT_TRUE(store_->Write(batch).ok());
    OpenLog();
    ASSERT_TRUE(log_->Seal().ok());
    ASSERT_TRUE(log_->Append(election_.OpenLeaf()).ok());
  }
};

TEST_F(Interleaving, KeepsWhatItAcknowledged) {
  Open();
  const auto any_ballot = rc::gen::inRange<std::size_t>(0, kVoters * kBallotsOfAVoter);
  EXPECT_TRUE(rc::check([&] {
    const auto plans = *rc::gen::container<std::vector<std::vector<std::size_t>>>(
        kThreads, rc::gen::container<std::vector<std::size_t>>(any_ballot));
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const double rate = *rc::gen::element(0.0, 0.1, 0.3);
    const auto max_batch = *rc::gen::inRange<std::size_t>(1, 9);
    Empty();
    Restart(storage::RandomFaults(seed, {.not_applied = rate,
                                         .uncertain_and_lost = rate / 2,
                                         .uncertain_but_there = rate / 2,
                                         .fenced = rate / 4}),
            {.max_batch = max_batch});

    std::vector<std::string> checkpoints;
    const std::vector<Sent> sent = CastAll(plans, checkpoints);
    for (int restarts = 0; restarts < 2; ++restarts) {
      for (const std::string& note : checkpoints) {
        const auto checkpoint = crypto::VerifyCheckpoint(note, election_.manifest()->log_key());
        RC_ASSERT(checkpoint.ok());
        RC_ASSERT(IsBeginning(*checkpoint));
      }
      for (const Sent& one : sent) {
        if (one.answer.ok()) RC_ASSERT(ReceiptHolds(one));
      }
      Restart();
    }

    // What has no receipt is in the log or not, and whoever does not know can ask.
    for (const Sent& one : sent) {
      const std::string reason = ReasonOf(one.answer);
      if (one.answer.ok() || IsOfTheChain(reason)) continue;
      const bool expected = reason == "APPEND_UNCERTAIN" || reason == "LOG_STOPPED" ||
                            reason == "NOT_APPENDED" || reason == "LOG_FENCED";
      RC_ASSERT(expected);
      const Acknowledgement again = Cast(*log_, Ballots()[one.ballot]);
      if (again.ok()) {
        RC_ASSERT(ReceiptHolds({one.ballot, again}));
      } else {
        RC_ASSERT(IsOfTheChain(ReasonOf(again)));
      }
    }

    // The log is one that an audit accepts.
    ledger::ElectionState audit(election_.manifest(), election_.rolls());
    const auto entries = log_->Records(0, 1000, std::size_t{1} << 20);
    RC_ASSERT(entries.ok());
    for (const crypto::Bytes& leaf : *entries) RC_ASSERT(audit.Fold(leaf).ok());
  }));
}

}  // namespace
}  // namespace urna::services
