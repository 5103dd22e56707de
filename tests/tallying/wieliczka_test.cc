// Wieliczka 2023, "Zielony Milion": the first binding use of equal shares, against the city's
// technical report of 26 April 2023 (30 rounds with votes and effective votes to two decimals).
#include <fstream>
#include <nlohmann/json.hpp>

#include "tallying/elections.h"
#include "tallying/pabulib_reader.h"

namespace urna::tallying {
namespace {

TEST(Wieliczka2023, OfficialReportIsReproducedRoundByRound) {
  const auto file = ReadPabulibFile(URNA_TEST_DATA "/wieliczka_2023.pb");
  ASSERT_TRUE(file.ok()) << file.status();
  std::ifstream stream(URNA_TEST_DATA "/wieliczka_2023.official.json");
  const nlohmann::json official = nlohmann::json::parse(stream);
  const Outcome outcome = CountWith(file->profile, "equal-shares",
                                    {{"utility", "cost"}, {"completion", "add1-swiecie"}}, true);
  const std::vector<std::string> order = official.at("order");
  ASSERT_EQ(order.size(), 30u);
  ASSERT_EQ(Ids(file->profile, outcome.selected), order);
  EXPECT_EQ(outcome.cost, Money::Minor(99507900));
  ASSERT_EQ(outcome.rounds.size(), order.size());
  for (const Round& round : outcome.rounds) {
    const std::string id = file->profile.projects()[round.project].id.text();
    EXPECT_EQ(file->profile.approvals(round.project), official.at("votes").at(id)) << id;
    ASSERT_TRUE(round.effective_support);
    // Hundredths, rounded half up, of the exact effective votes.
    const Rational hundredths = *round.effective_support * 100 + Rational(1, 2);
    const Integer rounded = hundredths.get_num() / hundredths.get_den();
    const double printed = official.at("effective_votes_2dp").at(id);
    EXPECT_EQ(rounded.get_si(), std::lround(printed * 100)) << id;
  }
}

}  // namespace
}  // namespace urna::tallying
