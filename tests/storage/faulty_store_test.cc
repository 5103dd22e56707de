#include "support/faulty_store.h"

#include <thread>

#include "pch.h"
#include "storage/store_contents.h"
#include "support/temporary_folder.h"

namespace urna::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using Outcome = WriteResult::Outcome;

class FaultyStoreTest : public testing::Test {
 protected:
  std::unique_ptr<FaultyStore> Make(FaultScript script) {
    return std::make_unique<FaultyStore>(MustOpen(TwoFamilies(folder_.Sub("store"))),
                                         std::move(script));
  }

  TemporaryFolder folder_;
};

TEST_F(FaultyStoreTest, GoesOnAfterAWriteThatWasNotApplied) {
  const auto store = Make(FaultsAt({{1, {.kind = Fault::Kind::kNotApplied}}}));
  EXPECT_TRUE(store->Write(PutOf(kMarks, "0", "")).ok());
  EXPECT_EQ(store->Write(PutOf(kMarks, "1", "")).outcome(), Outcome::kNotApplied);
  EXPECT_THAT(Everything(*store, kMarks), ElementsAre(Pair("0", "")));
  EXPECT_TRUE(store->Write(PutOf(kMarks, "1", "again")).ok());
  EXPECT_THAT(Everything(*store, kMarks), ElementsAre(Pair("0", ""), Pair("1", "again")));
  EXPECT_EQ(store->writes(), 3u);
}

TEST_F(FaultyStoreTest, AppliesTheWriteWhoseAnswerIsLost) {
  const auto store = Make(FaultsAt({{0, {.kind = Fault::Kind::kUncertainButThere}}}));
  EXPECT_EQ(store->Write(PutOf(kMarks, "0", "")).outcome(), Outcome::kUncertain);
  EXPECT_THAT(Everything(*store, kMarks), ElementsAre(Pair("0", "")));
}

TEST_F(FaultyStoreTest, AppliesNothingOfAWriteThatIsLostOrFenced) {
  for (const Fault::Kind kind : {Fault::Kind::kUncertainAndLost, Fault::Kind::kFenced}) {
    const auto store = Make(FaultsAt({{0, {.kind = kind}}}));
    EXPECT_FALSE(store->Write(PutOf(kMarks, "0", "")).ok());
    EXPECT_THAT(Everything(*store, kMarks), IsEmpty());
  }
}

TEST_F(FaultyStoreTest, EndsAllWritingAfterAnUncertainOrFencedWrite) {
  for (const auto& [kind, outcome] :
       {std::pair{Fault::Kind::kUncertainAndLost, Outcome::kUncertain},
        {Fault::Kind::kUncertainButThere, Outcome::kUncertain},
        {Fault::Kind::kFenced, Outcome::kFenced}}) {
    const auto store = Make(FaultsAt({{0, {.kind = kind}}}));
    EXPECT_EQ(store->Write(PutOf(kMarks, "0", "")).outcome(), outcome);
    EXPECT_EQ(store->Write(PutOf(kMarks, "1", "")).outcome(), outcome);
    EXPECT_EQ(ValueOf(*store, kMarks, "1"), std::nullopt);
    EXPECT_EQ(store->writes(), 1u);
  }
}

TEST_F(FaultyStoreTest, GivesBackAStoreThatIsNotPoisoned) {
  auto store = Make(FaultsAt({{0, {.kind = Fault::Kind::kUncertainButThere}}}));
  ASSERT_FALSE(store->Write(PutOf(kMarks, "0", "")).ok());
  const std::unique_ptr<Store> after_the_crash = store->TakeStore();
  EXPECT_TRUE(after_the_crash->Write(PutOf(kMarks, "1", "")).ok());
  EXPECT_THAT(Everything(*after_the_crash, kMarks), ElementsAre(Pair("0", ""), Pair("1", "")));
}

TEST_F(FaultyStoreTest, PassesTheFaultsOfTheStoreBelowOnAndEndsAfterThemInTheSameWay) {
  for (const auto& [kind, first, second] :
       {std::tuple{Fault::Kind::kNotApplied, Outcome::kNotApplied, Outcome::kDurable},
        {Fault::Kind::kUncertainAndLost, Outcome::kUncertain, Outcome::kUncertain},
        {Fault::Kind::kFenced, Outcome::kFenced, Outcome::kFenced}}) {
    FaultyStore store(Make(FaultsAt({{0, {.kind = kind}}})));
    EXPECT_EQ(store.Write(PutOf(kMarks, "0", "")).outcome(), first);
    EXPECT_EQ(store.Write(PutOf(kMarks, "1", "")).outcome(), second);
  }
}

TEST_F(FaultyStoreTest, TakesAtLeastTheTimeOfTheDelay) {
  constexpr std::chrono::milliseconds kDelay{5};
  const auto store = Make(FaultsAt({{0, {.delay = kDelay}}}));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(store->Write(PutOf(kMarks, "0", "")).ok());
  EXPECT_GE(std::chrono::steady_clock::now() - start, kDelay);
}

TEST_F(FaultyStoreTest, HoldsWritesAtItsGateUntilItOpens) {
  const auto store = Make(nullptr);
  store->CloseGate();
  std::vector<std::thread> writers;
  for (const char* key : {"a", "b"}) {
    writers.emplace_back([&store, key] { EXPECT_TRUE(store->Write(PutOf(kMarks, key, "")).ok()); });
  }
  store->AwaitAtGate(2);
  EXPECT_EQ(store->writes(), 0u);
  EXPECT_THAT(Everything(*store, kMarks), IsEmpty());
  store->OpenGate();
  for (std::thread& writer : writers) writer.join();
  EXPECT_THAT(Everything(*store, kMarks), ElementsAre(Pair("a", ""), Pair("b", "")));
}

// Of writes that run together, those behind the fault in number must not be acknowledged.
TEST_F(FaultyStoreTest, AcknowledgesNothingBehindAFault) {
  constexpr int kThreads = 8;
  constexpr std::uint64_t kFailing = 3;
  const auto store = Make(FaultsAt({{kFailing, {.kind = Fault::Kind::kUncertainAndLost}}}));
  std::atomic<std::uint64_t> acknowledged = 0;
  store->CloseGate();
  std::vector<std::thread> writers;
  for (int t = 0; t < kThreads; ++t) {
    writers.emplace_back([&, t] {
      if (store->Write(PutOf(kMarks, std::to_string(t), "")).ok()) ++acknowledged;
    });
  }
  store->AwaitAtGate(kThreads);
  store->OpenGate();
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(acknowledged, kFailing);
  EXPECT_EQ(Everything(*store, kMarks).size(), kFailing);
}

RC_GTEST_PROP(RandomFaults, DependOnSeedAndNumberOnly, (std::uint64_t seed)) {
  constexpr FaultRates kRates{.not_applied = 0.2,
                              .uncertain_and_lost = 0.2,
                              .uncertain_but_there = 0.2,
                              .fenced = 0.2,
                              .longest_delay = std::chrono::microseconds(1000)};
  const FaultScript forward = RandomFaults(seed, kRates);
  const FaultScript backward = RandomFaults(seed, kRates);
  constexpr std::uint64_t kNumbers = 50;
  std::vector<Fault> faults;
  for (std::uint64_t i = 0; i < kNumbers; ++i) faults.push_back(forward(i));
  for (std::uint64_t i = kNumbers; i-- > 0;) {
    const Fault fault = backward(i);
    RC_ASSERT(fault.kind == faults[i].kind);
    RC_ASSERT(fault.delay == faults[i].delay);
    RC_ASSERT(fault.delay >= std::chrono::microseconds(0));
    RC_ASSERT(fault.delay <= kRates.longest_delay);
  }
}

TEST(RandomFaults, ComeAsOftenAsAsked) {
  const FaultScript script = RandomFaults(
      1,
      {.not_applied = 0.1, .uncertain_and_lost = 0.2, .uncertain_but_there = 0.3, .fenced = 0.05});
  std::map<Fault::Kind, int> counts;
  for (std::uint64_t i = 0; i < 10'000; ++i) ++counts[script(i).kind];
  EXPECT_NEAR(counts[Fault::Kind::kNotApplied], 1'000, 150);
  EXPECT_NEAR(counts[Fault::Kind::kUncertainAndLost], 2'000, 200);
  EXPECT_NEAR(counts[Fault::Kind::kUncertainButThere], 3'000, 250);
  EXPECT_NEAR(counts[Fault::Kind::kFenced], 500, 100);
}

}  // namespace
}  // namespace urna::storage
