#include "services/api/places.h"

#include <map>

#include "pch.h"

namespace urna::services {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kMost = 16;
constexpr absl::Duration kSafe = absl::Milliseconds(100);

class PlacesTest : public testing::Test {
 protected:
  PlacesTest() : PlacesTest({.most = kMost, .safe = kSafe}) {}
  explicit PlacesTest(const Places::Rules& rules) : all_(rules) {}

  // As many for a source, named "a0", "a1", ..; how many there were.
  int Enter(const std::string& source, int count) {
    int entered = 0;
    for (int i = 0; i < count; ++i) {
      const std::string name = source + std::to_string(i);
      auto place =
          all_.Enter(source, watchdog_.Begin([this, name] { cut_.push_back(name); }), now_);
      if (place == nullptr) continue;
      ++entered;
      places_[source].push_back(std::move(place));
    }
    return entered;
  }
  // For a source each, named "a", "b", ..
  void EnterSources(int sources, int count) {
    for (int i = 0; i < sources; ++i) {
      ASSERT_EQ(Enter(std::string(1, static_cast<char>('a' + i)), count), count);
    }
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  Watchdog watchdog_;
  Places all_;
  std::map<std::string, std::vector<std::unique_ptr<Places::Place>>> places_;
  std::vector<std::string> cut_;
};

TEST_F(PlacesTest, AreAsManyAsTheRulesSay) {
  EnterSources(16, 1);
  EXPECT_EQ(Enter("z", 1), 0);
  places_.erase("a");
  EXPECT_EQ(all_.taken(), 15u);
  EXPECT_EQ(Enter("z", 3), 1);
  EXPECT_EQ(all_.taken(), 16u);
  EXPECT_THAT(cut_, IsEmpty());
}

TEST_F(PlacesTest, OfWhoeverHasMostGiveWayToOthers) {
  EXPECT_EQ(Enter("flood", 16), 16);
  now_ += absl::Milliseconds(1);
  EXPECT_EQ(Enter("voter", 2), 2);
  EXPECT_THAT(cut_, ElementsAre("flood0", "flood1"));
}

TEST_F(PlacesTest, OfAFewSourcesKeepNobodyOut) {
  EnterSources(8, 2);
  EXPECT_EQ(Enter("voter", 1), 1);
  EXPECT_EQ(cut_.size(), 1u);
}

TEST_F(PlacesTest, GiveWayInTheOrderInWhichTheyBegan) {
  for (int i = 0; i < 16; ++i) {
    ASSERT_EQ(Enter(std::string(1, static_cast<char>('a' + i)), 1), 1);
    now_ += kSafe;
  }
  EXPECT_EQ(Enter("voter", 2), 2);
  EXPECT_THAT(cut_, ElementsAre("a0", "b0"));
}

// Vandals at many addresses are slow, whoever else is quick.
TEST_F(PlacesTest, OfManySourcesGiveWayOnceTheyAreNotSafe) {
  EnterSources(16, 1);
  EXPECT_EQ(Enter("voter", 1), 0);
  now_ += kSafe;
  EXPECT_EQ(Enter("voter", 1), 1);
  EXPECT_EQ(cut_.size(), 1u);
}

// Neighbours of vandals, behind one address, are quick.
TEST_F(PlacesTest, OfAFloodGiveWayToItsNeighbours) {
  EXPECT_EQ(Enter("flood", 16), 16);
  EXPECT_EQ(Enter("flood", 1), 1);
  EXPECT_THAT(cut_, ElementsAre("flood0"));
}

TEST_F(PlacesTest, ThatAreKeptGiveWayToNobody) {
  EXPECT_EQ(Enter("party", 16), 16);
  for (const auto& place : places_["party"]) place->Keep();
  now_ += kSafe;
  EXPECT_EQ(Enter("voter", 1), 0);
  EXPECT_EQ(Enter("party", 1), 0);
  EXPECT_THAT(cut_, IsEmpty());
  places_["party"].pop_back();
  EXPECT_EQ(Enter("voter", 1), 1);
}

// Who was cut off leaves later, when others have come.
TEST_F(PlacesTest, AreGivenBackOnce) {
  EXPECT_EQ(Enter("flood", 16), 16);
  EXPECT_EQ(Enter("voter", 4), 4);
  places_.erase("flood");
  EXPECT_EQ(Enter("other", 12), 12);
  EXPECT_THAT(cut_, ElementsAre("flood0", "flood1", "flood2", "flood3"));
}

RC_GTEST_FIXTURE_PROP(PlacesTest, AreNeverMoreThanTheRulesSay, ()) {
  const int steps = *rc::gen::inRange(0, 200);
  for (int i = 0; i < steps; ++i) {
    const std::string source(1, *rc::gen::inRange('a', 'h'));
    const int act = *rc::gen::inRange(0, 4);
    if (act == 0 && !places_[source].empty()) {
      places_[source].erase(places_[source].begin());
    } else if (act == 1 && !places_[source].empty()) {
      places_[source].back()->Keep();
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

// Streams last: their age says nothing.
class StreamPlaces : public PlacesTest {
 protected:
  StreamPlaces() : PlacesTest({.most = 16, .most_of_source = 4}) {}
};

TEST_F(StreamPlaces, LeaveOthersTheirs) {
  EXPECT_EQ(Enter("vandal", 5), 4);
  EXPECT_EQ(Enter("observer", 1), 1);
  EXPECT_THAT(cut_, IsEmpty());
}

TEST_F(StreamPlaces, OfAFewSourcesKeepNobodyOut) {
  EnterSources(4, 4);
  now_ += absl::Hours(1);
  EXPECT_EQ(Enter("observer", 3), 3);
  EXPECT_EQ(cut_.size(), 3u);
}

TEST_F(StreamPlaces, OfManySourcesLast) {
  EnterSources(16, 1);
  now_ += absl::Hours(1);
  EXPECT_EQ(Enter("observer", 1), 0);
  EXPECT_THAT(cut_, IsEmpty());
}

}  // namespace
}  // namespace urna::services
