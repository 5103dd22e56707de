#include "services/api/arrivals.h"

#include <map>

#include "pch.h"
#include "services/base/limits.h"

namespace urna::services {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ArrivalsTest : public testing::Test {
 protected:
  static constexpr std::size_t kMost = 16;

  // As many messages of a source, named "a0", "a1", ..; how many found a place.
  int Enter(const std::string& source, int count) {
    int entered = 0;
    for (int i = 0; i < count; ++i) {
      const std::string name = source + std::to_string(i);
      auto place =
          arrivals_.Enter(source, watchdog_.Begin([this, name] { cut_.push_back(name); }), now_);
      if (place == nullptr) continue;
      ++entered;
      places_[source].push_back(std::move(place));
    }
    return entered;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  Watchdog watchdog_;
  Arrivals arrivals_{kMost};
  std::map<std::string, std::vector<std::unique_ptr<Arrivals::Place>>> places_;
  std::vector<std::string> cut_;
};

TEST_F(ArrivalsTest, AreAsManyAsThereArePlaces) {
  for (int i = 0; i < 16; ++i) EXPECT_EQ(Enter(std::string(1, 'a' + static_cast<char>(i)), 1), 1);
  EXPECT_EQ(Enter("z", 1), 0);
  places_.erase("a");
  EXPECT_EQ(Enter("z", 3), 1);
  EXPECT_THAT(cut_, IsEmpty());
}

TEST_F(ArrivalsTest, OfWhoeverSendsMostGiveWayToOthers) {
  EXPECT_EQ(Enter("flood", 16), 16);
  EXPECT_EQ(Enter("voter", 2), 2);
  EXPECT_THAT(cut_, ElementsAre("flood0", "flood1"));
  // Its own newcomers, too: neighbours of vandals, behind one address, are quick.
  EXPECT_EQ(Enter("flood", 1), 1);
  EXPECT_THAT(cut_, ElementsAre("flood0", "flood1", "flood2"));
}

TEST_F(ArrivalsTest, OfAFewSourcesKeepNobodyOut) {
  for (int i = 0; i < 8; ++i) ASSERT_EQ(Enter(std::string(1, 'a' + static_cast<char>(i)), 2), 2);
  EXPECT_EQ(Enter("voter", 1), 1);
  EXPECT_EQ(cut_.size(), 1u);
}

TEST_F(ArrivalsTest, GiveWayInTheOrderInWhichTheyBegan) {
  for (int i = 0; i < 16; ++i) {
    ASSERT_EQ(Enter(std::string(1, 'a' + static_cast<char>(i)), 1), 1);
    now_ += kArrivalTime;
  }
  EXPECT_EQ(Enter("voter", 2), 2);
  EXPECT_THAT(cut_, ElementsAre("a0", "b0"));
}

// Vandals at many addresses are slow, whoever else is quick.
TEST_F(ArrivalsTest, OfManySourcesGiveWayOnceTheyAreSlow) {
  for (int i = 0; i < 16; ++i) ASSERT_EQ(Enter(std::string(1, 'a' + static_cast<char>(i)), 1), 1);
  EXPECT_EQ(Enter("voter", 1), 0);
  now_ += kArrivalTime;
  EXPECT_EQ(Enter("voter", 1), 1);
  EXPECT_EQ(cut_.size(), 1u);
}

RC_GTEST_FIXTURE_PROP(ArrivalsTest, NeverHoldMoreThanTheirPlaces, ()) {
  const int steps = *rc::gen::inRange(0, 200);
  for (int i = 0; i < steps; ++i) {
    const std::string source(1, *rc::gen::inRange('a', 'h'));
    if (*rc::gen::inRange(0, 3) == 0 && !places_[source].empty()) {
      places_[source].erase(places_[source].begin());
    } else {
      const std::size_t cut_before = cut_.size();
      const bool entered = Enter(source, 1) == 1;
      RC_ASSERT(entered || cut_.size() == cut_before);
    }
    now_ += absl::Milliseconds(*rc::gen::inRange(0, 60));
    std::size_t held = 0;
    for (const auto& [_, places] : places_) held += places.size();
    RC_ASSERT(held - std::min(held, cut_.size()) <= kMost);
  }
}

}  // namespace
}  // namespace urna::services
