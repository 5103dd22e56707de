// Rules against their definitions, tried out in full on small elections.
#include <cmath>
#include <numeric>

#include "tallying/balanced_load.h"
#include "tallying/elections.h"

namespace urna::tallying {
namespace {

using testing::ElementsAre;

std::vector<ProjectIndex> Members(uint32_t set) {
  std::vector<ProjectIndex> members;
  for (ProjectIndex p = 0; p < 32; ++p) {
    if ((set >> p & 1) != 0) members.push_back(p);
  }
  return members;
}

Money CostOf(const Profile& profile, uint32_t set) {
  Money cost;
  for (const ProjectIndex p : Members(set)) cost += profile.projects()[p].cost;
  return cost;
}

int64_t VotersWithAnyOf(const Profile& profile, uint32_t set) {
  int64_t voters = 0;
  for (size_t k = 0; k < profile.kinds(); ++k) {
    for (const ProjectIndex p : profile.kind(k).projects) {
      if ((set >> p & 1) == 0) continue;
      voters += profile.weight(k);
      break;
    }
  }
  return voters;
}

// The largest of cost(T) / supporters(T) over subsets T, by looking at all of them.
Rational PlainBalancedLoad(const Profile& profile, uint32_t set) {
  Rational most = 0;
  for (uint32_t part = set; part != 0; part = (part - 1) & set) {
    most = std::max<Rational>(most,
                              Ratio(CostOf(profile, part).minor(), VotersWithAnyOf(profile, part)));
  }
  return most;
}

// The load of the funded projects and `p`, with a set that has it.
std::pair<Load, LoadBalance::Set> Settled(LoadBalance* balance, ProjectIndex p) {
  LoadBalance::Set set;
  Load load = balance->Bound(p, &set);
  while (!balance->Settles(p, load, &set)) {
    const Load above = balance->Bound(p, &set);
    EXPECT_LT(load, above);
    load = above;
  }
  return {load, set};
}

Rational Value(const Load& load) { return Ratio(static_cast<int64_t>(load.cost), load.voters); }

TEST(LoadBalance, IsTheLargestAverageOfAnySubset) {
  for (int seed = 0; seed < ElectionsToTry(); ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed));
    const auto [contest, votes] = elections.Next(BallotFormat::kApproval, kAllCosts[seed % 2]);
    const Profile profile = MakeProfile(contest, votes);
    const Utilities utilities(profile, Utility::kCardinality, BordaPoints::kLength);
    for (ProjectIndex last = 0; last < profile.projects().size(); ++last) {
      if (profile.approvals(last) == 0) continue;
      LoadBalance balance(profile, utilities);
      uint32_t set = 0;
      for (ProjectIndex p = 0; p < last; ++p) {
        if (profile.approvals(p) == 0) continue;
        const auto [load, heaviest] = Settled(&balance, p);
        balance.Fund(p, load, heaviest);
        set |= 1u << p;
      }
      LoadBalance::Set heaviest;
      const Rational expected = PlainBalancedLoad(profile, set | 1u << last);
      EXPECT_LE(Value(balance.Bound(last, &heaviest)), expected) << seed;
      EXPECT_EQ(Value(Settled(&balance, last).first), expected) << seed;
    }
  }
}

TEST(LoadBalance, FindsASetThatNoSingleProjectLeadsTo) {
  // `p` weighs 100 on ten voters. Each of `a` and `b` would make that set lighter, both make it
  // heavier: 220 on twenty voters. `h` is the heaviest of those funded.
  constexpr ProjectIndex kA = 0, kB = 1, kH = 2, kP = 3;
  std::vector<std::vector<ProjectIndex>> ballots(10, {kA, kB, kP});
  ballots.insert(ballots.end(), 10, {kA, kB});
  ballots.insert(ballots.end(), 10, {kH});
  const Profile profile = ApprovalProfile(1000, {60, 60, 70, 100}, ballots);
  const Utilities utilities(profile, Utility::kCardinality, BordaPoints::kLength);
  LoadBalance balance(profile, utilities);
  for (const ProjectIndex p : {kA, kB, kH}) {
    const auto [load, set] = Settled(&balance, p);
    balance.Fund(p, load, set);
  }
  EXPECT_EQ(Value(balance.load()), 7);
  LoadBalance::Set set;
  const Load bound = balance.Bound(kP, &set);
  EXPECT_EQ(Value(bound), 10);
  EXPECT_FALSE(balance.Settles(kP, bound, &set));
  EXPECT_THAT(set, testing::UnorderedElementsAre(kA, kB, kP));
  EXPECT_EQ(Value(Settled(&balance, kP).first), 11);
}

TEST(MaximinSupport, FundsWhatKeepsTheLargestLoadSmallest) {
  for (int seed = 0; seed < ElectionsToTry(); ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed));
    const auto [contest, votes] = elections.Next(BallotFormat::kApproval, kAllCosts[seed % 2]);
    const Profile profile = MakeProfile(contest, votes);
    std::vector<ProjectIndex> expected;
    uint32_t funded = 0;
    for (;;) {
      std::optional<Rational> best;
      ProjectIndex chosen = 0;
      for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
        const uint32_t with = funded | 1u << p;
        if (with == funded || profile.approvals(p) == 0) continue;
        if (CostOf(profile, with) > profile.budget()) continue;
        const Rational load = PlainBalancedLoad(profile, with);
        if (best && !(load < *best)) continue;
        best = load;
        chosen = p;
      }
      if (!best) break;
      expected.push_back(chosen);
      funded |= 1u << chosen;
    }
    EXPECT_EQ(CountWith(profile, "maximin-support").selected, expected) << "seed " << seed;
  }
}

TEST(Phragmen, FollowsLoadsVoterByVoter) {
  for (const bool stop : {true, false}) {
    for (int seed = 0; seed < ElectionsToTry(); ++seed) {
      SmallElections elections(static_cast<uint64_t>(seed));
      const auto [contest, votes] = elections.Next(BallotFormat::kApproval, kAllCosts[seed % 2]);
      const Profile profile = MakeProfile(contest, votes);
      std::vector<Rational> load(votes.size());
      std::vector<ProjectIndex> expected;
      std::vector<bool> out(profile.projects().size());
      Money left = profile.budget();
      for (bool ended = false; !ended;) {
        std::vector<std::pair<Rational, ProjectIndex>> next;
        for (ProjectIndex p = 0; p < out.size(); ++p) {
          const Money cost = profile.projects()[p].cost;
          if (out[p] || profile.approvals(p) == 0 || cost > profile.budget()) continue;
          Rational sum = cost.minor();
          for (size_t v = 0; v < votes.size(); ++v) {
            const auto& list = votes[v].projects;
            if (std::find(list.begin(), list.end(), p) != list.end()) sum += load[v];
          }
          next.emplace_back(sum / static_cast<long>(profile.approvals(p)), p);
        }
        ended = next.empty();
        if (ended) break;
        std::sort(next.begin(), next.end());
        bool fits = true;
        for (const auto& [value, p] : next) {
          if (value != next.front().first || profile.projects()[p].cost <= left) continue;
          fits = false;
          out[p] = true;
        }
        if (!fits && stop) break;
        if (!fits) continue;
        const auto [value, p] = next.front();
        for (size_t v = 0; v < votes.size(); ++v) {
          const auto& list = votes[v].projects;
          if (std::find(list.begin(), list.end(), p) != list.end()) load[v] = value;
        }
        out[p] = true;
        left -= profile.projects()[p].cost;
        expected.push_back(p);
      }
      EXPECT_EQ(
          CountWith(profile, "phragmen", {{"on_unaffordable", stop ? "stop" : "skip"}}).selected,
          expected)
          << "seed " << seed;
    }
  }
}

TEST(MaxWelfare, IsTheBestOfAllSetsAndTheFirstOfEquals) {
  for (const char* const utility : {"cost", "cardinality"}) {
    for (int seed = 0; seed < ElectionsToTry(); ++seed) {
      SmallElections elections(static_cast<uint64_t>(seed));
      const auto [contest, votes] = elections.Next(BallotFormat::kApproval, kAllCosts[seed % 2]);
      const Profile profile = MakeProfile(contest, votes);
      Rational best = -1;
      uint32_t best_set = 0;
      for (uint32_t set = 0; set < 1u << profile.projects().size(); ++set) {
        if (CostOf(profile, set) > profile.budget()) continue;
        Rational welfare;
        bool supported = true;
        for (const ProjectIndex p : Members(set)) {
          const int64_t cost = profile.projects()[p].cost.minor();
          supported = supported && profile.approvals(p) > 0;
          const bool by_cost = std::string(utility) == "cost";
          welfare += by_cost ? (cost == 0 ? 1 : profile.approvals(p) * cost) : profile.approvals(p);
        }
        // Of equal sets, the one with the first project in which they differ.
        const uint32_t differ = set ^ best_set;
        const bool first = (set & (differ & (~differ + 1))) != 0;
        if (!supported || welfare < best || (welfare == best && !first)) continue;
        best = welfare;
        best_set = set;
      }
      Outcome outcome = CountWith(profile, "max-welfare", {{"utility", utility}});
      std::sort(outcome.selected.begin(), outcome.selected.end());
      EXPECT_EQ(outcome.selected, Members(best_set)) << utility << " seed " << seed;
    }
  }
}

// The rule as it is defined, on wallets of single voters. Of equal splits of a project the one with
// the smallest lambda counts.
std::vector<ProjectIndex> PlainBoundedOverspending(const Profile& profile,
                                                   const std::vector<Vote>& votes,
                                                   const std::string& utility,
                                                   std::vector<Rational>* values = nullptr) {
  const Rational share = Ratio(profile.budget().minor(), static_cast<int64_t>(votes.size()));
  std::vector<Rational> wallet(votes.size(), share);
  std::vector<ProjectIndex> funded;
  std::vector<bool> in(profile.projects().size());
  Money left = profile.budget();
  const auto coefficient = [&](size_t v, ProjectIndex p) -> int64_t {
    const auto& list = votes[v].projects;
    const auto at = std::find(list.begin(), list.end(), p);
    if (at == list.end()) return 0;
    return utility == "points" ? votes[v].points[static_cast<size_t>(at - list.begin())] : 1;
  };
  const auto supported = [&](ProjectIndex p) {
    for (size_t v = 0; v < votes.size(); ++v) {
      if (coefficient(v, p) > 0) return true;
    }
    return false;
  };
  for (ProjectIndex p = 0; p < in.size(); ++p) {
    if (profile.projects()[p].cost != Money() || !supported(p)) continue;
    in[p] = true;
    funded.push_back(p);
  }
  for (;;) {
    std::optional<Rational> best;
    ProjectIndex chosen = 0;
    Rational charge;
    for (ProjectIndex p = 0; p < in.size(); ++p) {
      const Rational cost = profile.projects()[p].cost.minor();
      if (in[p] || profile.projects()[p].cost > left) continue;
      std::vector<std::pair<Rational, size_t>> reaches;
      Rational open;
      for (size_t v = 0; v < votes.size(); ++v) {
        const int64_t a = coefficient(v, p);
        if (a == 0) continue;
        reaches.emplace_back(wallet[v] / static_cast<long>(a), v);
        open += static_cast<long>(a);
      }
      const auto collected = [&](const Rational& most) {
        Rational sum;
        for (const auto& [reach, v] : reaches) {
          sum += std::min(reach, most) * static_cast<long>(coefficient(v, p));
        }
        return sum;
      };
      std::sort(reaches.begin(), reaches.end());
      std::vector<Rational> points;
      Rational spent;
      for (const auto& [reach, v] : reaches) {  // where the whole cost is reached
        points.push_back(reach);
        const Rational each = (cost - spent) / open;
        if (each <= reach) {
          points.push_back(each);
          break;
        }
        spent += wallet[v];
        open -= static_cast<long>(coefficient(v, p));
      }
      std::sort(points.begin(), points.end());
      for (const Rational& lambda : points) {
        if (lambda <= 0) continue;
        const Rational alpha = std::min<Rational>(1, collected(lambda) / cost);
        const Rational value = lambda / ((utility == "cost" ? cost : 1) * alpha * alpha);
        if (best && !(value < *best)) continue;
        best = value;
        chosen = p;
        charge = lambda / alpha;
      }
    }
    if (!best) return funded;
    for (size_t v = 0; v < votes.size(); ++v) {
      wallet[v] -=
          std::min<Rational>(wallet[v], charge * static_cast<long>(coefficient(v, chosen)));
    }
    in[chosen] = true;
    left -= profile.projects()[chosen].cost;
    funded.push_back(chosen);
    if (values != nullptr) values->push_back(*best);
  }
}

TEST(BoundedOverspending, FollowsItsDefinitionVoterByVoter) {
  for (const auto& [utility, format] : {std::pair{"cost", BallotFormat::kApproval},
                                        {"cardinality", BallotFormat::kApproval},
                                        {"points", BallotFormat::kCumulative}}) {
    for (int seed = 0; seed < ElectionsToTry(); ++seed) {
      SmallElections elections(static_cast<uint64_t>(seed));
      const auto [contest, votes] = elections.Next(format, kAllCosts[seed % 2]);
      const Profile profile = MakeProfile(contest, votes);
      EXPECT_EQ(CountWith(profile, "bounded-overspending", {{"utility", utility}}).selected,
                PlainBoundedOverspending(profile, votes, utility))
          << utility << " seed " << seed;
    }
  }
}

TEST(BoundedOverspending, FollowsItsDefinitionThroughManyRounds) {
  for (int seed = 0; seed < ElectionsToTry(300) / 100; ++seed) {
    SmallElections numbers(static_cast<uint64_t>(seed));
    std::vector<int64_t> costs;
    std::vector<ProjectId> in_order;
    for (int p = 0; p < 60; ++p) {
      costs.push_back(100 + static_cast<int64_t>(numbers.Below(10000)));
    }
    std::vector<Vote> votes(150);
    for (Vote& vote : votes) {
      for (ProjectIndex p = 0; p < costs.size(); ++p) {
        if (numbers.Below(10) == 0) vote.projects.push_back(p);
      }
    }
    const int64_t total = std::accumulate(costs.begin(), costs.end(), int64_t{0});
    const Profile profile =
        MakeProfile(MakeContest(BallotFormat::kApproval, total / 2, costs), votes);
    for (const Project& project : profile.projects()) in_order.push_back(project.id);
    EXPECT_EQ(
        CountWith(profile, "bounded-overspending", {}, false, TieBreak::Order(in_order)).selected,
        PlainBoundedOverspending(profile, votes, "cost"))
        << "seed " << seed;
  }
}

// An election in which each project is paid in part, at a price that depends on the two before it:
// as fractions, prices double their digits from project to project. For each number in `copies` it
// holds all of that once more, with so many of everything.
std::pair<Contest, std::vector<Vote>> LongChain(int projects, const std::vector<int64_t>& copies) {
  constexpr double kShare = 1e6, kPart = 0.6;
  constexpr int64_t kLag[] = {3, 6};
  std::vector<int64_t> points;
  std::vector<double> left, costs;
  for (int p = 0; p < projects; ++p) {
    points.push_back(static_cast<int64_t>(1.6e7 * std::pow(0.55, p)));
    double lambda = 0, collected = 0;
    for (int lag = 1; lag <= std::min(p, 2); ++lag) {
      lambda =
          std::max(lambda, left[static_cast<size_t>(p - lag)] / static_cast<double>(kLag[lag - 1]));
    }
    for (int lag = 1; lag <= std::min(p, 2); ++lag) {
      collected +=
          std::min(left[static_cast<size_t>(p - lag)], lambda * static_cast<double>(kLag[lag - 1]));
    }
    if (p == 0) lambda = 0.357 * kShare;
    collected += 2 * lambda;
    const double part = p == 0 ? 1 : kPart;
    costs.push_back(std::floor(collected / part));
    left.push_back(kShare - lambda / part);
  }
  std::vector<int64_t> all_costs;
  std::vector<Vote> votes;
  for (const int64_t of_each : copies) {
    const auto first = static_cast<ProjectIndex>(all_costs.size());
    for (const double cost : costs) all_costs.push_back(static_cast<int64_t>(cost) * of_each);
    for (int p = 0; p < projects; ++p) {
      for (int lag = 1; lag <= 2; ++lag) {
        const auto own = static_cast<size_t>(p), other = static_cast<size_t>(p + lag);
        Vote vote{{first + static_cast<ProjectIndex>(own)}, {points[own]}};
        if (other < points.size()) {
          vote.projects.push_back(first + static_cast<ProjectIndex>(other));
          vote.points.push_back(points[other] * kLag[lag - 1]);
        }
        votes.insert(votes.end(), static_cast<size_t>(of_each), vote);
      }
    }
  }
  const int64_t total = std::accumulate(all_costs.begin(), all_costs.end(), int64_t{0});
  while (static_cast<double>(votes.size()) * kShare < static_cast<double>(total)) {
    votes.emplace_back();
  }
  const auto budget = static_cast<int64_t>(votes.size()) * 1'000'000;
  return {MakeContest(BallotFormat::kScoring, budget, all_costs), votes};
}

TEST(BoundedOverspending, TellsValuesExactlyOrTheirFirstDigits) {
  const auto [contest, votes] = LongChain(18, {1});
  const Profile profile = MakeProfile(contest, votes);
  std::vector<Rational> values;
  const auto expected = PlainBoundedOverspending(profile, votes, "points", &values);
  const Outcome exact = CountWith(profile, "bounded-overspending", {{"values", "exact"}}, true);
  EXPECT_EQ(exact.selected, expected);
  // As outcomes were before there was a choice.
  EXPECT_FALSE(exact.parameters.contains("values"));
  const Outcome cut = CountWith(profile, "bounded-overspending", {}, true);
  EXPECT_EQ(cut.selected, expected);
  ASSERT_EQ(exact.rounds.size(), values.size());
  ASSERT_EQ(cut.rounds.size(), values.size());
  for (size_t round = 0; round < values.size(); ++round) {
    EXPECT_EQ(exact.rounds[round].value, values[round]);
    const Rational missing = values[round] - cut.rounds[round].value;
    EXPECT_TRUE(missing >= 0 && missing * Integer("1" + std::string(39, '0')) <= values[round]);
  }
  EXPECT_EQ(cut.rounds[5].value, values[5]);
  EXPECT_GT(ToText(values.back()).size(), 20'000u);
  EXPECT_LT(ToText(cut.rounds.back().value).size(), 100u);
}

// Two blocks, one of everything twice, so that each round's values are equal, though no formula for
// them is the same, and the last would have millions of digits.
TEST(BoundedOverspending, FindsEqualWhatIsEqualInAnotherWay) {
  constexpr int kProjects = 26;
  const auto [contest, votes] = LongChain(kProjects, {1, 2});
  const Outcome outcome = CountWith(MakeProfile(contest, votes), "bounded-overspending", {}, true);
  EXPECT_EQ(outcome.selected.size(), 2u * kProjects);
  EXPECT_EQ(outcome.ties.size(), size_t{kProjects});
  for (const Tie& tie : outcome.ties) {
    ASSERT_EQ(tie.tied.size(), 2u);
    EXPECT_EQ(std::max(tie.tied[0], tie.tied[1]) - std::min(tie.tied[0], tie.tied[1]),
              ProjectIndex{kProjects});
  }
}

// One voter's wallet shrinks to a 64th from round to round, until the last projects, which that
// voter alone supports, are paid from it in part.
std::pair<Contest, std::vector<Vote>> ShrinkingWallet(
    int rounds, const std::vector<std::pair<int64_t, int64_t>>& last) {
  constexpr int64_t kShare = 1000, kOthers = 64;
  std::vector<int64_t> costs{kShare - 1}, points{100'000'000};
  std::vector<Vote> votes;
  std::vector<Vote> chain(static_cast<size_t>(rounds) + 1);
  chain[0] = {{0}, {points[0]}};
  for (int p = 1; p <= rounds; ++p) {
    const auto own = static_cast<size_t>(p);
    costs.push_back(kShare * (2 * kOthers + 1));
    points.push_back(std::max<int64_t>(1, static_cast<int64_t>(4e7 * std::pow(0.95, p))));
    chain[own] = {{static_cast<ProjectIndex>(p)}, {points[own]}};
    chain[own - 1].projects.push_back(static_cast<ProjectIndex>(p));
    chain[own - 1].points.push_back(2 * points[own]);
    votes.insert(votes.end(), kOthers, {{static_cast<ProjectIndex>(p)}, {2 * points[own]}});
  }
  for (const auto& [cost, given] : last) {
    chain.back().projects.push_back(static_cast<ProjectIndex>(costs.size()));
    chain.back().points.push_back(given);
    costs.push_back(cost);
  }
  votes.insert(votes.end(), chain.begin(), chain.end());
  const int64_t total = std::accumulate(costs.begin(), costs.end(), int64_t{0});
  votes.resize(static_cast<size_t>((total + kShare - 1) / kShare + 1));
  const auto budget = static_cast<int64_t>(votes.size()) * kShare;
  return {MakeContest(BallotFormat::kScoring, budget, costs), votes};
}

TEST(BoundedOverspending, SpendsWalletsThatNoDoubleCanHold) {
  // Below 2^-1075 of a unit.
  const auto [contest, votes] = ShrinkingWallet(180, {{5, 1}});
  EXPECT_EQ(CountWith(MakeProfile(contest, votes), "bounded-overspending").selected.size(), 182u);
}

TEST(BoundedOverspending, ComparesValuesWhosePartsNoDoubleCanHold) {
  // The value is cost^2 / (points * wallet): less for the first, by less than a millionth of it.
  for (const auto& [first, second] :
       {std::pair{std::pair<int64_t, int64_t>{653557, 1000000}, std::pair{656824, 1010022}},
        {{194772, 1000000}, {194869, 1000996}},
        {{33954, 1000000}, {33955, 1000058}}}) {
    for (const bool swapped : {false, true}) {
      const auto [contest, votes] =
          ShrinkingWallet(86, swapped ? std::vector<std::pair<int64_t, int64_t>>{second, first}
                                      : std::vector<std::pair<int64_t, int64_t>>{first, second});
      const Profile profile = MakeProfile(contest, votes);
      EXPECT_EQ(CountWith(profile, "bounded-overspending").selected.back(),
                ProjectIndex{swapped ? 88u : 87u});
    }
  }
}

TEST(BoundedOverspending, TellsValuesInCurrencyUnits) {
  const Profile profile =
      MakeProfile(MakeContest(BallotFormat::kApproval, 100, {90}, 2), {{{0}, {}}, {{0}, {}}});
  const auto value = [&](const std::string& utility, const std::string& values) {
    return CountWith(profile, "bounded-overspending", {{"utility", utility}, {"values", values}},
                     true)
        .rounds[0]
        .value;
  };
  EXPECT_EQ(value("cardinality", "short"), 45);
  EXPECT_EQ(value("cost", "short"), Rational(1, 2));
  // In minor units, as outcomes were before there was a choice.
  EXPECT_EQ(value("cardinality", "exact"), 4500);
}

TEST(BoundedOverspending, TellsApartValuesThatDoublesCannot) {
  // With utility cardinality the value is cost / supporters: 2^-53 apart.
  constexpr int64_t kLarge = int64_t{1} << 53;
  const Profile profile = ApprovalProfile(2 * kLarge, {kLarge + 1, kLarge}, {{0, 1}, {0, 1}});
  EXPECT_THAT(CountWith(profile, "bounded-overspending", {{"utility", "cardinality"}}).selected,
              ElementsAre(1));
}

}  // namespace
}  // namespace urna::tallying
