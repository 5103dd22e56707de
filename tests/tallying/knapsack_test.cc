// Search and table against all sets, and what max-welfare will not begin.
#include "tallying/elections.h"
#include "tallying/knapsack_search.h"
#include "tallying/knapsack_table.h"

namespace urna::tallying {
namespace {

using testing::HasSubstr;

struct Best {
  absl::int128 value = 0;
  std::vector<size_t> set, undecided;
};

// By looking at every set that the limits allow; items are in the order that decides.
Best LookAtAll(const std::vector<KnapsackItem>& items, int64_t budget,
               const SelectionLimits& limits) {
  std::vector<uint32_t> best_sets;
  Best best;
  for (uint32_t set = 0; set < 1u << items.size(); ++set) {
    int64_t cost = 0;
    absl::int128 value = 0;
    for (size_t i = 0; i < items.size(); ++i) {
      if ((set >> i & 1) == 0) continue;
      cost += items[i].cost;
      value += items[i].value;
    }
    bool allowed = cost <= budget;
    for (const SelectionLimits::Limit& limit : limits.limits()) {
      int64_t members = 0, money = 0;
      for (size_t i = 0; i < items.size(); ++i) {
        const auto& in = limit.members;
        if ((set >> i & 1) == 0 || std::find(in.begin(), in.end(), items[i].project) == in.end())
          continue;
        ++members;
        money += items[i].cost;
      }
      if (members == 0) continue;
      allowed = allowed && (!limit.max_projects || members <= *limit.max_projects) &&
                (!limit.max_cost || money <= limit.max_cost->minor());
    }
    if (!allowed || value < best.value) continue;
    if (value > best.value) best_sets.clear();
    best.value = value;
    best_sets.push_back(set);
  }
  for (size_t i = 0; i < items.size(); ++i) {
    const auto holds = [i](uint32_t set) { return (set >> i & 1) != 0; };
    const auto with = std::count_if(best_sets.begin(), best_sets.end(), holds);
    if (with == 0) continue;
    best.set.push_back(i);
    if (with != std::ssize(best_sets)) best.undecided.push_back(i);
    std::erase_if(best_sets, [&](uint32_t set) { return !holds(set); });
  }
  return best;
}

TEST(Knapsack, SearchAndTableFindTheFirstOfTheBestSets) {
  for (int seed = 0; seed < ElectionsToTry(1500); ++seed) {
    SmallElections numbers(static_cast<uint64_t>(seed) + 77);
    const auto below = [&](int64_t limit) {
      return static_cast<int64_t>(numbers.Below(static_cast<uint64_t>(limit)));
    };
    const int64_t unit = 1 + below(3) * 50, most = 2 + below(12);
    const bool large = below(2) == 0;  // values beyond 64 bits
    std::vector<int64_t> costs;
    std::vector<KnapsackItem> items;
    for (ProjectIndex p = 0; p < 1 + numbers.Below(8); ++p) {
      costs.push_back(unit * below(most));
      const absl::int128 value = 1 + below(4);
      items.push_back({p, large ? value << 66 : value, costs.back()});
    }
    const int64_t budget = below(unit * most * 3);
    const Profile profile = MakeProfile(MakeContest(BallotFormat::kApproval, budget, costs), {});
    SelectionLimits limits(profile);
    for (int64_t l = below(3); l > 0; --l) {
      SelectionLimits::Limit limit{"", {}, {}, {}};
      for (ProjectIndex p = 0; p < items.size(); ++p) {
        if (below(2) == 0) limit.members.push_back(p);
      }
      // Below 0 where more was funded before than is allowed.
      if (below(2) == 0) limit.max_projects = below(4) - 1;
      if (below(2) == 0) limit.max_cost = Money::Minor(below(unit * most * 2) - unit);
      limits.Add(limit);
    }
    const Best expected = LookAtAll(items, budget, limits);
    const KnapsackResources resources(items, budget, limits);
    const KnapsackTable table(items, resources);
    EXPECT_EQ(table.best(), expected.value) << seed;
    EXPECT_EQ(table.set(), expected.set) << seed;
    EXPECT_EQ(table.undecided(), expected.undecided) << seed;

    std::vector<KnapsackItem> dense = items;
    std::erase_if(dense, [&](const KnapsackItem& item) { return item.cost > budget; });
    std::sort(dense.begin(), dense.end(), [](const KnapsackItem& a, const KnapsackItem& b) {
      return Denser(a, b) || (!Denser(b, a) && a.project < b.project);
    });
    std::vector<size_t> in_order;
    for (const KnapsackItem& item : items) {
      for (size_t i = 0; i < dense.size(); ++i) {
        if (dense[i].project == item.project) in_order.push_back(i);
      }
    }
    const auto projects = [&](const std::vector<size_t>& places) {
      std::vector<size_t> out;
      for (const size_t i : places) out.push_back(dense[i].project);
      std::sort(out.begin(), out.end());
      return out;
    };
    KnapsackSearch search(profile, limits, dense, budget);
    ASSERT_TRUE(search.Find(in_order, 1'000'000)) << seed;
    EXPECT_EQ(search.best(), expected.value) << seed;
    EXPECT_EQ(projects(search.set()), expected.set) << seed;
    EXPECT_EQ(projects(search.undecided()), expected.undecided) << seed;
  }
}

// Costs all but in proportion to votes: no bound tells sets apart, and half of them cost about the
// budget.
Profile NearProportional(int64_t projects, int64_t unit) {
  std::vector<int64_t> costs;
  std::vector<Vote> votes(400);
  SmallElections numbers(3);
  int64_t total = 0;
  for (ProjectIndex p = 0; p < projects; ++p) {
    const auto supporters = 200 + numbers.Below(200);
    costs.push_back(
        (static_cast<int64_t>(supporters) * 100 + 40 + std::array{0, 1, 3, 7}[numbers.Below(4)]) *
        unit);
    total += costs.back();
    for (size_t v = 0; v < supporters; ++v) votes[v].projects.push_back(p);
  }
  return MakeProfile(MakeContest(BallotFormat::kApproval, total / 2 + 7, costs), votes);
}

TEST(MaxWelfare, CountsWhatNoSearchCanWithinItsLimit) {
  const Profile profile = NearProportional(150, 10);
  const Outcome outcome = CountWith(profile, "max-welfare");
  EXPECT_GT(outcome.selected.size(), 50u);
  EXPECT_LE(outcome.cost, profile.budget());
  EXPECT_EQ(outcome.proof.back().first, "table_states");
}

// Whoever seals a contest counts it without voters first.
TEST(MaxWelfare, RefusesAContestBeyondItsLimitWhateverTheBallots) {
  const auto rule = *MakeRule("max-welfare");
  const auto count = [&](const Contest& contest) {
    return rule->Allocate(MakeProfile(contest, {}), TieBreak::Lexicographic()).status();
  };
  const Contest contest = NearProportional(1000, 1).contest();
  const absl::Status refused = count(contest);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("1000000000"));
  // In a larger unit the same amounts are fewer.
  Contest rounded = contest;
  for (Project& project : rounded.projects) {
    project.cost = Money::Minor(project.cost.minor() / 1000 * 1000);
  }
  EXPECT_TRUE(count(rounded).ok());
  // Few projects have few sets, whatever they cost.
  Contest few = contest;
  few.projects.resize(25);
  few.budget = Money::Minor(int64_t{1} << 53);
  EXPECT_TRUE(count(few).ok());
}

TEST(MaxWelfare, CapsCountTowardsItsLimit) {
  Contest contest = NearProportional(100, 1).contest();
  for (size_t p = 0; p < contest.projects.size(); ++p) {
    contest.projects[p].categories = {p % 2 == 0 ? "Sport" : "Culture"};
  }
  const Profile profile = MakeProfile(contest, {});
  const auto count = [&](const std::string& cap) {
    return (*MakeRule("max-welfare", {{"category_cap", cap}}))
        ->Allocate(profile, TieBreak::Lexicographic())
        .status();
  };
  EXPECT_TRUE(count("").ok());
  EXPECT_EQ(count("Sport=100000").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(count("Sport=100000000").ok());  // never reached
}

}  // namespace
}  // namespace urna::tallying
