// Rules against their definitions, tried out in full on small elections.
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

TEST(LoadBalance, IsTheLargestAverageOfAnySubset) {
  for (int seed = 0; seed < ElectionsToTry(); ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed));
    const auto [contest, votes] = elections.Next(BallotFormat::kApproval);
    const Profile profile = MakeProfile(contest, votes);
    const Utilities utilities(profile, Utility::kCardinality, BordaPoints::kLength);
    LoadBalance balance(profile, utilities);
    Load load{0, 1};
    uint32_t set = 0;
    for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
      if (profile.approvals(p) == 0) continue;
      // Trials of others leave no trace.
      for (ProjectIndex other = p; other < profile.projects().size(); ++other) {
        if (profile.approvals(other) == 0) continue;
        const Rational expected = PlainBalancedLoad(profile, set | 1u << other);
        for (const Load limit : {Load{kMaxTotalMinor, 1}, Load{2500, 1}, Load{100, 3}}) {
          const Load with = balance.With(other, load, limit);
          const auto value = Ratio(static_cast<int64_t>(with.cost), with.voters);
          if (limit < with) {
            EXPECT_LE(value, expected) << seed;
            EXPECT_GT(expected, Ratio(static_cast<int64_t>(limit.cost), limit.voters)) << seed;
          } else {
            EXPECT_EQ(value, expected) << seed;
          }
        }
      }
      load = balance.With(p, load, {kMaxTotalMinor, 1});
      balance.Fund(p, load);
      set |= 1u << p;
    }
  }
}

TEST(MaximinSupport, FundsWhatKeepsTheLargestLoadSmallest) {
  for (int seed = 0; seed < ElectionsToTry(); ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed));
    const auto [contest, votes] = elections.Next(BallotFormat::kApproval);
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
      const auto [contest, votes] = elections.Next(BallotFormat::kApproval);
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
      const auto [contest, votes] = elections.Next(BallotFormat::kApproval);
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

TEST(BoundedOverspending, FollowsItsDefinitionVoterByVoter) {
  for (int seed = 0; seed < ElectionsToTry(); ++seed) {
    SmallElections elections(static_cast<uint64_t>(seed));
    const auto [contest, votes] = elections.Next(BallotFormat::kApproval);
    const Profile profile = MakeProfile(contest, votes);
    const Rational share = Ratio(profile.budget().minor(), static_cast<int64_t>(votes.size()));
    std::vector<Rational> wallet(votes.size(), share);
    std::vector<ProjectIndex> expected;
    std::vector<bool> in(profile.projects().size());
    Money left = profile.budget();
    for (ProjectIndex p = 0; p < in.size(); ++p) {
      if (profile.projects()[p].cost != Money() || profile.approvals(p) == 0) continue;
      in[p] = true;
      expected.push_back(p);
    }
    for (;;) {
      std::optional<Rational> best;
      ProjectIndex chosen = 0;
      Rational charge;
      for (ProjectIndex p = 0; p < in.size(); ++p) {
        const Rational cost = profile.projects()[p].cost.minor();
        if (in[p] || profile.projects()[p].cost > left) continue;
        std::vector<Rational> purses;
        for (size_t v = 0; v < votes.size(); ++v) {
          const auto& list = votes[v].projects;
          if (std::find(list.begin(), list.end(), p) != list.end()) purses.push_back(wallet[v]);
        }
        const auto collected = [&](const Rational& most) {
          Rational sum;
          for (const Rational& purse : purses) sum += std::min(purse, most);
          return sum;
        };
        std::vector<Rational> points = purses;
        std::sort(purses.begin(), purses.end());
        Rational spent;
        for (size_t i = 0; i < purses.size(); ++i) {  // where the whole cost is reached
          const Rational each = (cost - spent) / static_cast<long>(purses.size() - i);
          if (each <= purses[i]) {
            points.push_back(each);
            break;
          }
          spent += purses[i];
        }
        for (const Rational& lambda : points) {
          if (lambda <= 0) continue;
          const Rational alpha = std::min<Rational>(1, collected(lambda) / cost);
          const Rational value = lambda / (cost * alpha * alpha);
          if (best && !(value < *best)) continue;
          best = value;
          chosen = p;
          charge = lambda / alpha;
        }
      }
      if (!best) break;
      for (size_t v = 0; v < votes.size(); ++v) {
        const auto& list = votes[v].projects;
        if (std::find(list.begin(), list.end(), chosen) == list.end()) continue;
        wallet[v] -= std::min(wallet[v], charge);
      }
      in[chosen] = true;
      left -= profile.projects()[chosen].cost;
      expected.push_back(chosen);
    }
    EXPECT_EQ(CountWith(profile, "bounded-overspending").selected, expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace urna::tallying
