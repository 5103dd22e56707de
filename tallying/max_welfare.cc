#include "tallying/max_welfare.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "tallying/knapsack_search.h"
#include "tallying/knapsack_table.h"
#include "tallying/utilities.h"

namespace urna::tallying {
namespace {

using Welfare = absl::int128;

constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max();
// Beyond so many steps of the search the table is filled: a few seconds' worth of either.
constexpr int64_t kMostSearchSteps = 20'000'000;

// How many steps decide, whatever the ballots: of the table, or of looking at every set once for
// each project, whichever are fewer.
int64_t StepsFor(const std::vector<KnapsackItem>& items, int64_t budget,
                 const SelectionLimits& limits) {
  constexpr int64_t kMany = KnapsackResources::kMany;
  const auto projects = static_cast<int64_t>(items.size());
  const absl::int128 of_table =
      Welfare(KnapsackResources(items, budget, limits).states()) * projects;
  const int64_t sets = projects < 40 ? projects << projects : kMany;
  return static_cast<int64_t>(std::min<Welfare>({of_table, Welfare(sets), Welfare(kMany)}));
}

std::string Text(Welfare value) {
  Integer high = static_cast<int64_t>(absl::Int128High64(value));
  return Integer((high << 64) + Integer(std::to_string(absl::Int128Low64(value)))).get_str();
}

// The projects that may be in a best set, in the order of Denser and then of the tie-break.
std::vector<KnapsackItem> ItemsOf(const Counting& counting, Utility utility,
                                  const std::vector<int64_t>& scores) {
  const Profile& profile = counting.profile;
  std::vector<KnapsackItem> items;
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    const int64_t cost = profile.projects()[p].cost.minor();
    if (scores[p] == 0 || cost > profile.budget().minor()) continue;
    // A free project adds nothing to cost utility, but somebody wants it and nobody loses.
    const Welfare value =
        utility == Utility::kCost ? Welfare(scores[p]) * cost : Welfare(scores[p]);
    items.push_back({p, value == 0 ? Welfare(1) : value, cost});
  }
  std::sort(items.begin(), items.end(), [&](const KnapsackItem& a, const KnapsackItem& b) {
    if (Denser(a, b) != Denser(b, a)) return Denser(a, b);
    return counting.ranks[a.project] < counting.ranks[b.project];
  });
  return items;
}

class MaxWelfareCount {
 public:
  // `items` are those of ItemsOf.
  MaxWelfareCount(const Counting& counting, std::vector<KnapsackItem> items, Outcome* outcome);

  void FindBest();

 private:
  bool Search(int64_t most_steps);
  void FillTable();
  void Take(const std::vector<size_t>& set, Welfare welfare);
  Rational FractionalBound() const;

  const Counting& counting_;
  Outcome* const outcome_;
  const int64_t budget_;
  const std::vector<KnapsackItem> items_;
  const int64_t table_states_;
  std::vector<size_t> in_order_;         // places of items in the order of the tie-break
  std::vector<ProjectIndex> undecided_;  // best sets differ in these
};

MaxWelfareCount::MaxWelfareCount(const Counting& counting, std::vector<KnapsackItem> items,
                                 Outcome* outcome)
    : counting_(counting),
      outcome_(outcome),
      budget_(counting.profile.budget().minor()),
      items_(std::move(items)),
      table_states_(KnapsackResources(items_, budget_, counting.limits).states()),
      in_order_(items_.size()) {
  for (size_t i = 0; i < items_.size(); ++i) in_order_[i] = i;
  std::sort(in_order_.begin(), in_order_.end(), [this](size_t a, size_t b) {
    return counting_.ranks[items_[a].project] < counting_.ranks[items_[b].project];
  });
}

// What filling the budget with fractions of projects would come to.
Rational MaxWelfareCount::FractionalBound() const {
  Rational bound;
  int64_t left = budget_;
  for (const KnapsackItem& item : items_) {
    const Rational value(Text(item.value));
    if (item.cost > left) {
      bound += value * Ratio(left, item.cost);
      break;
    }
    bound += value;
    left -= item.cost;
  }
  return bound;
}

void MaxWelfareCount::Take(const std::vector<size_t>& set, Welfare welfare) {
  for (const size_t i : set) outcome_->selected.push_back(items_[i].project);
  outcome_->proof = {{"welfare", Text(welfare)}, {"fractional_bound", ToText(FractionalBound())}};
}

// False, and nothing done, if `most_steps` are not enough.
bool MaxWelfareCount::Search(int64_t most_steps) {
  KnapsackSearch search(counting_.profile, counting_.limits, items_, budget_);
  if (!search.Find(in_order_, most_steps)) return false;
  if (search.best() > 0) {
    Take(search.set(), search.best());
    outcome_->proof.emplace_back("partial_sets", std::to_string(search.nodes()));
  }
  for (const size_t i : search.undecided()) undecided_.push_back(items_[i].project);
  return true;
}

void MaxWelfareCount::FillTable() {
  std::vector<KnapsackItem> ordered;
  for (const size_t i : in_order_) ordered.push_back(items_[i]);
  const KnapsackTable table(ordered, KnapsackResources(ordered, budget_, counting_.limits));
  std::vector<size_t> set;
  for (const size_t i : table.set()) set.push_back(in_order_[i]);
  std::sort(set.begin(), set.end());
  Take(set, table.best());
  outcome_->proof.emplace_back("table_states", std::to_string(table_states_));
  for (const size_t i : table.undecided()) undecided_.push_back(ordered[i].project);
}

void MaxWelfareCount::FindBest() {
  const bool has_table =
      table_states_ <= MaxWelfareRule::kMaxSteps / std::max<int64_t>(1, std::ssize(items_));
  if (!Search(has_table ? kMostSearchSteps : kUnlimited)) FillTable();
  if (!undecided_.empty()) outcome_->ties.push_back({0, undecided_});
}

void RecordSelected(const Profile& profile, Utility utility, const std::vector<int64_t>& scores,
                    Outcome* outcome) {
  for (const ProjectIndex p : outcome->selected) {
    Round& round = outcome->rounds.emplace_back();
    round.project = p;
    round.funded = true;
    round.stage = "max-welfare";
    round.measure = "welfare";
    round.value = scores[p];
    if (utility == Utility::kCost) {
      round.value *= Ratio(profile.projects()[p].cost.minor(), PowerOfTen(profile.minor_digits()));
    }
  }
}

}  // namespace

const RuleDescription& MaxWelfareRule::Description() {
  static const RuleDescription* const kDescription =
      new RuleDescription{"max-welfare",
                          "The affordable set of projects with the greatest total utility.",
                          {UtilityParameter(), BordaParameter()}};
  return *kDescription;
}

MaxWelfareRule::MaxWelfareRule(ParameterValues parameters)
    : AllocationRule(Description(), std::move(parameters)) {}

absl::Status MaxWelfareRule::CheckContest(const Contest& contest,
                                          const SelectionLimits& limits) const {
  std::vector<KnapsackItem> items;
  for (ProjectIndex p = 0; p < contest.projects.size(); ++p) {
    const int64_t cost = contest.projects[p].cost.minor();
    if (cost <= contest.budget.minor()) items.push_back({p, 1, cost});
  }
  const int64_t steps = StepsFor(items, contest.budget.minor(), limits);
  if (steps <= kMaxSteps) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      fmt::format("max-welfare: to be sure of the best set may take {} steps here, and at most {} "
                  "are allowed: projects times amounts of money, in the largest unit of which the "
                  "costs are whole numbers, times what caps and groups of incompatible projects "
                  "can leave; round the costs, or choose another rule",
                  steps, kMaxSteps));
}

absl::Status MaxWelfareRule::Count(const Counting& counting, Outcome* outcome) const {
  const Profile& profile = counting.profile;
  const Utility utility = ChosenUtility(parameter("utility"), profile.format());
  outcome->parameters["utility"] = UtilityName(utility);
  const std::vector<int64_t> scores =
      Scores(profile, utility == Utility::kPoints ? Score::kPoints : Score::kVotes,
             ChosenBorda(parameter("borda")));
  MaxWelfareCount(counting, ItemsOf(counting, utility, scores), outcome).FindBest();
  if (counting.trace) RecordSelected(profile, utility, scores, outcome);
  return absl::OkStatus();
}

}  // namespace urna::tallying
