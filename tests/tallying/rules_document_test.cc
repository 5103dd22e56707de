// The worked example of docs/rules.md: every number in it.
#include "tallying/elections.h"
#include "tallying/measures.h"
#include "tallying/pabulib_reader.h"

namespace urna::tallying {
namespace {

using testing::ElementsAre;

class RulesDocument : public testing::Test {
 protected:
  const Profile profile_ = ReadPabulibFile(URNA_TEST_DATA "/neighbourhood.pb")->profile;

  std::vector<std::string> Funded(const Outcome& outcome) const {
    return Ids(profile_, outcome.selected);
  }
  Rational SupportersMoney(const Outcome& outcome, const char* id) const {
    for (const Shortfall& shortfall : outcome.shortfalls) {
      if (profile_.projects()[shortfall.project].id.text() == id) return shortfall.supporters_money;
    }
    return -1;
  }
};

TEST_F(RulesDocument, Approval) {
  const Outcome outcome = CountWith(profile_, "approval");
  EXPECT_THAT(Funded(outcome), ElementsAre("A", "B", "E"));
  EXPECT_EQ(outcome.cost, Money::Minor(1200000));
}

TEST_F(RulesDocument, Greedy) {
  const Outcome outcome = CountWith(profile_, "greedy", {}, true);
  EXPECT_THAT(Funded(outcome), ElementsAre("E", "D", "C", "A"));
  EXPECT_EQ(outcome.cost, Money::Minor(1240000));
  ASSERT_EQ(outcome.ties.size(), 1u);
  EXPECT_THAT(Ids(profile_, outcome.ties[0].tied), ElementsAre("A", "B"));
  EXPECT_EQ(outcome.rounds[3].value, Rational(1, 1000));
  EXPECT_THAT(Funded(CountWith(profile_, "greedy", {}, false, TieBreak::CostVotes())),
              ElementsAre("E", "D", "C", "B"));
}

TEST_F(RulesDocument, EqualShares) {
  const Outcome outcome = CountWith(profile_, "equal-shares", {}, true);
  EXPECT_THAT(Funded(outcome), ElementsAre("A", "D", "E"));
  EXPECT_EQ(outcome.cost, Money::Minor(940000));
  EXPECT_EQ(*outcome.endowment, 1250);
  ASSERT_EQ(outcome.rounds.size(), 3u);
  EXPECT_EQ(outcome.rounds[0].value, Rational(1, 6));
  EXPECT_EQ(outcome.rounds[0].payments[0].amount, 1000);
  EXPECT_EQ(outcome.rounds[1].value, Rational(1, 4));
  EXPECT_EQ(outcome.rounds[1].payments[0].amount, 600);
  EXPECT_EQ(outcome.rounds[2].value, Rational(1, 2));
  EXPECT_EQ(*outcome.rounds[2].effective_support, 2);
  EXPECT_EQ(SupportersMoney(outcome, "B"), 1250);
  EXPECT_EQ(SupportersMoney(outcome, "C"), 1700);
}

TEST_F(RulesDocument, TheSecondOfferOfTrees) {
  // Without the benches, the trees are next: voter 6 pays 250, the others 916.67.
  const Profile without = *profile_.Restricted({0, 1, 2, 4}, profile_.budget());
  const Outcome outcome = CountWith(without, "equal-shares", {}, true);
  EXPECT_EQ(without.projects()[outcome.rounds[1].project].id.text(), "C");
  EXPECT_EQ(outcome.rounds[1].value, Rational(11, 36));
  EXPECT_EQ(outcome.rounds[1].payments.back().amount, 250);
}

TEST_F(RulesDocument, Completion) {
  const ParameterValues add1 = {{"completion", "add1"}};
  const Outcome outcome = CountWith(profile_, "equal-shares", add1);
  EXPECT_THAT(Funded(outcome), ElementsAre("A", "D", "C", "E"));
  EXPECT_EQ(outcome.cost, Money::Minor(1240000));
  EXPECT_EQ(*outcome.endowment, 1515);
  EXPECT_EQ(outcome.runs, 266);
  const auto at = [&](int64_t endowment) {
    const Profile scaled = *profile_.WithBudget(Money::Minor(endowment * 1000));
    return Ids(scaled, CountWith(scaled, "equal-shares").selected);
  };
  EXPECT_THAT(at(1449), ElementsAre("A", "D", "E"));
  EXPECT_THAT(at(1450), ElementsAre("A", "D", "C"));
  EXPECT_THAT(at(1514), ElementsAre("A", "D", "C"));
  EXPECT_THAT(at(1515), ElementsAre("A", "D", "C", "E"));
}

TEST_F(RulesDocument, VotersWithNothing) {
  // Under approval 7 and 8 have nothing funded.
  EXPECT_EQ(Measure(profile_, CountWith(profile_, "approval").selected).with_nothing, 2);
}

}  // namespace
}  // namespace urna::tallying
