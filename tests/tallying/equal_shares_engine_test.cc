#include "tallying/equal_shares_engine.h"

#include <numeric>

#include "tallying/elections.h"
#include "tallying/plain_equal_shares.h"

namespace urna::tallying {
namespace {

std::vector<std::vector<Rational>> UtilityTable(const Profile& profile, Utility utility) {
  std::vector<std::vector<Rational>> table(profile.voters());
  for (size_t v = 0; v < profile.voters(); ++v) {
    table[v].resize(profile.projects().size());
    const BallotView ballot = profile.ballot(v);
    for (size_t i = 0; i < ballot.projects.size(); ++i) {
      const ProjectIndex p = ballot.projects[i];
      Rational value = 1;
      if (utility == Utility::kCost) value = profile.projects()[p].cost.minor();
      if (utility == Utility::kPoints) {
        value = profile.format() == BallotFormat::kOrdinal
                    ? static_cast<int64_t>(ballot.projects.size() - 1 - i)
                    : ballot.points[i];
      }
      table[v][p] = value;
    }
  }
  return table;
}

// Runs engine and definition on the same election; `what` tells the case.
void ExpectEqualRuns(const Profile& profile, Utility utility, const Rational& endowment,
                     EqualSharesEngine& engine, const std::vector<uint32_t>& ranks,
                     const std::string& what) {
  std::vector<Rational> costs;
  for (const Project& project : profile.projects()) costs.emplace_back(project.cost.minor());
  auto table = UtilityTable(profile, utility);
  // A free project is worth nothing by its cost, yet wanted: any positive number says so.
  for (size_t v = 0; v < table.size() && utility == Utility::kCost; ++v) {
    for (const ProjectIndex p : profile.ballot(v).projects) {
      if (costs[p] == 0) table[v][p] = 1;
    }
  }
  const PlainRun plain = PlainEqualShares(costs, table, endowment, ranks);
  const EqualSharesEngine::Run run = engine.Count(endowment, true);
  ASSERT_EQ(run.selected, plain.selected) << what;
  std::vector<std::vector<ProjectIndex>> ties;
  for (const Tie& tie : run.ties) ties.push_back(tie.tied);
  ASSERT_EQ(ties, plain.ties) << what;
  std::vector<Rational> rho;
  for (const Round& round : run.rounds) {
    if (profile.projects()[round.project].cost == Money()) continue;
    rho.push_back(utility == Utility::kCost
                      ? round.value
                      : Rational(round.value * PowerOfTen(profile.minor_digits())));
    // Payments add up to the cost.
    Rational paid;
    for (const Payment& payment : round.payments)
      paid += payment.amount * static_cast<long>(payment.voters);
    ASSERT_EQ(paid * PowerOfTen(profile.minor_digits()), costs[round.project]) << what;
  }
  ASSERT_EQ(rho, plain.rho) << what;
}

struct Counted {
  BallotFormat format;
  Utility utility;
};
std::string NameOf(const Counted& counted) {
  const std::string format = counted.format == BallotFormat::kApproval     ? "Approval"
                             : counted.format == BallotFormat::kChoose1    ? "Choose1"
                             : counted.format == BallotFormat::kCumulative ? "Cumulative"
                             : counted.format == BallotFormat::kScoring    ? "Scoring"
                                                                           : "Ordinal";
  return format + (counted.utility == Utility::kCost          ? "Cost"
                   : counted.utility == Utility::kCardinality ? "Cardinality"
                                                              : "Points");
}
void PrintTo(const Counted& counted, std::ostream* out) { *out << NameOf(counted); }

class EngineAgainstDefinition : public testing::TestWithParam<Counted> {};

void ExpectDefinition(BallotFormat format, Utility utility, Costs costs, int elections_to_try) {
  for (int seed = 0; seed < elections_to_try; ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed) * 7 + static_cast<uint64_t>(format));
    const auto [contest, votes] = elections.Next(format, costs);
    const Profile profile = MakeProfile(contest, votes);
    Utilities utilities(profile, utility, BordaPoints::kLengthMinusOne);
    const std::vector<uint32_t> ranks = *TieBreak::Lexicographic().Ranks(profile);
    EqualSharesEngine engine(profile, utilities, ranks);
    const Rational share = Ratio(profile.budget().minor(), static_cast<int64_t>(profile.voters()));
    // One engine runs many endowments: nothing of a run may leak into the next.
    for (const Rational& endowment : {share, Rational(share + 1), Rational(share * 2), share,
                                      Rational(share + Ratio(1, 1000003))}) {
      ExpectEqualRuns(profile, utility, endowment, engine, ranks, "seed " + std::to_string(seed));
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST_P(EngineAgainstDefinition, AgreesOnSmallElections) {
  const auto [format, utility] = GetParam();
  ExpectDefinition(format, utility, Costs::kAlike, ElectionsToTry(1500));
}

// What rounding hides is found by exact numbers, and found at all: the count ends.
TEST_P(EngineAgainstDefinition, AgreesWhereCostsAreFarApart) {
  const auto [format, utility] = GetParam();
  ExpectDefinition(format, utility, Costs::kFarApart, ElectionsToTry(1500));
}

INSTANTIATE_TEST_SUITE_P(Formats, EngineAgainstDefinition,
                         testing::Values(Counted{BallotFormat::kApproval, Utility::kCost},
                                         Counted{BallotFormat::kApproval, Utility::kCardinality},
                                         Counted{BallotFormat::kChoose1, Utility::kCost},
                                         Counted{BallotFormat::kCumulative, Utility::kPoints},
                                         Counted{BallotFormat::kCumulative, Utility::kCost},
                                         Counted{BallotFormat::kScoring, Utility::kPoints},
                                         Counted{BallotFormat::kOrdinal, Utility::kPoints}),
                         [](const auto& suite) { return NameOf(suite.param); });

// An engine learns from one run for the next. A fresh one, which has nothing to learn from, must
// agree.
TEST(EqualSharesEngine, RunsDoNotDependOnTheRunsBefore) {
  for (const Utility utility : {Utility::kCost, Utility::kCardinality, Utility::kPoints}) {
    for (int seed = 0; seed < std::min(ElectionsToTry(8), 2000); ++seed) {
      SmallElections random(static_cast<uint64_t>(seed) + 31);
      const bool points = utility == Utility::kPoints;
      std::vector<int64_t> costs;
      for (int p = 0; p < 24; ++p) costs.push_back(100 + static_cast<int64_t>(random.Below(3000)));
      std::vector<Vote> votes(150);
      for (Vote& vote : votes) {
        for (ProjectIndex p = 0; p < costs.size(); ++p) {
          if (random.Below(5) != 0) continue;
          vote.projects.push_back(p);
          if (points) vote.points.push_back(1 + static_cast<int64_t>(random.Below(4)));
        }
      }
      const Profile profile = MakeProfile(
          MakeContest(points ? BallotFormat::kCumulative : BallotFormat::kApproval, 9000, costs),
          votes);
      Utilities utilities(profile, utility, BordaPoints::kLengthMinusOne);
      const std::vector<uint32_t> ranks = *TieBreak::Lexicographic().Ranks(profile);
      EqualSharesEngine learning(profile, utilities, ranks);
      Rational endowment(60);
      for (int step = 0; step < 60; ++step) {
        EqualSharesEngine fresh(profile, utilities, ranks);
        const EqualSharesEngine::Run a = learning.Count(endowment), b = fresh.Count(endowment);
        ASSERT_EQ(a.selected, b.selected) << "seed " << seed << " step " << step;
        ASSERT_EQ(a.ties.size(), b.ties.size()) << "seed " << seed << " step " << step;
        // Mostly small steps up, as a completion makes them; sometimes a jump, up or down.
        endowment += step % 17 == 16 ? Ratio(static_cast<int64_t>(random.Below(80)) - 40, 7) : 1;
      }
    }
  }
}

// Beside a wallet of 2^40 a double's error is as large as the cost of one unit.
TEST(EqualSharesEngine, FundsWhatCostsLessThanTheRoundingOfWallets) {
  constexpr int64_t kBudget = 2'251'806'259'155;
  const Profile profile = ApprovalProfile(kBudget, {kBudget - 1, 1}, {{0}, {1}});
  for (const char* const utility : {"cost", "cardinality"}) {
    EXPECT_EQ(CountWith(profile, "equal-shares", {{"utility", utility}}).selected,
              std::vector<ProjectIndex>{1});
  }
}

// Prices that differ by less than doubles can tell, or not at all.
TEST(EngineAgainstDefinition, SeparatesNearTies) {
  for (const int64_t off : {-1, 0, 1}) {
    // Costs near 2^60 for 3 and for 1 supporters: cardinality prices c/3 and c'/1.
    const int64_t base = int64_t{1} << 57;
    Contest contest = MakeContest(BallotFormat::kApproval, 0, {3 * base, base + off, 2 * base});
    contest.budget = Money::Minor(int64_t{1} << 59);
    const Profile profile =
        MakeProfile(contest, {{{0, 2}, {}}, {{0, 2}, {}}, {{0}, {}}, {{1}, {}}});
    Utilities utilities(profile, Utility::kCardinality, BordaPoints::kLengthMinusOne);
    const std::vector<uint32_t> ranks = *TieBreak::Lexicographic().Ranks(profile);
    EqualSharesEngine engine(profile, utilities, ranks);
    for (const Rational& endowment :
         {Rational(int64_t{1} << 58), Rational(base), Rational(base - 1), Rational(base + 1)}) {
      ExpectEqualRuns(profile, Utility::kCardinality, endowment, engine, ranks,
                      "off " + std::to_string(off));
    }
  }
}

// Wallets whose denominators have thousands of bits, with pairs of projects equal by construction.
TEST(EngineAgainstDefinition, CarriesLongDenominators) {
  constexpr size_t kLayers = 60;
  std::vector<int64_t> costs;
  std::vector<Vote> votes(121);
  for (size_t layer = 0; layer < kLayers; ++layer) {
    const size_t supporters = 61 + layer;  // coprime-ish counts make denominators grow
    for (int twin = 0; twin < 2; ++twin) {
      costs.push_back(1000 + static_cast<int64_t>(layer) * 37);
      for (size_t i = 0; i < supporters; ++i) {
        votes[(i * (layer + 3) + layer) % votes.size()].projects.push_back(
            static_cast<ProjectIndex>(costs.size() - 1));
      }
    }
  }
  for (Vote& vote : votes) {
    std::sort(vote.projects.begin(), vote.projects.end());
    vote.projects.erase(std::unique(vote.projects.begin(), vote.projects.end()),
                        vote.projects.end());
  }
  const Profile profile = MakeProfile(MakeContest(BallotFormat::kApproval, 150000, costs), votes);
  Utilities utilities(profile, Utility::kCost, BordaPoints::kLengthMinusOne);
  const std::vector<uint32_t> ranks = *TieBreak::Lexicographic().Ranks(profile);
  EqualSharesEngine engine(profile, utilities, ranks);
  ExpectEqualRuns(profile, Utility::kCost, Ratio(150000, 121), engine, ranks, "layers");
  EXPECT_FALSE(engine.Count(Ratio(150000, 121)).ties.empty());
}

}  // namespace
}  // namespace urna::tallying
