#include "tallying/explanation.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "tallying/ranking.h"

namespace urna::tallying {
namespace {

// With more votes a project only moves up, and the money left when its turn comes only grows: it is
// funded from the last place, among the others, at which it would still fit.
std::optional<int64_t> VotesLacked(const Profile& profile, ProjectIndex project,
                                   const std::vector<ProjectIndex>& by_votes,
                                   const std::vector<uint32_t>& ranks) {
  const Money cost = profile.projects()[project].cost;
  if (cost > profile.budget()) return std::nullopt;
  Money left = profile.budget();
  std::optional<ProjectIndex> to_pass;
  for (const ProjectIndex other : by_votes) {
    if (other == project) continue;
    const Money other_cost = profile.projects()[other].cost;
    if (other_cost > left) continue;
    if (left - other_cost < cost) {
      to_pass = other;
      break;
    }
    left -= other_cost;
  }
  if (!to_pass) return profile.approvals(project) > 0 ? 0 : 1;
  const int64_t wanted = profile.approvals(*to_pass) + (ranks[project] < ranks[*to_pass] ? 0 : 1);
  return std::max<int64_t>(0, wanted - profile.approvals(project));
}

}  // namespace

absl::StatusOr<std::vector<Explanation>> Explain(const AllocationRule& rule, const Profile& profile,
                                                 const TieBreak& tie_break, const Outcome& outcome,
                                                 const ExplainOptions& options) {
  absl::StatusOr<std::vector<uint32_t>> ranks = tie_break.Ranks(profile);
  if (!ranks.ok()) return ranks.status();
  std::vector<ProjectIndex> all(profile.projects().size());
  std::iota(all.begin(), all.end(), ProjectIndex{0});
  const std::vector<ProjectIndex> by_votes =
      RankProjects(profile, all, Scores(profile, Score::kVotes), /*per_cost=*/false,
                   Unsupported::kSkip, *ranks)
          .order;

  std::vector<Explanation> explanations(all.size());
  for (ProjectIndex p = 0; p < all.size(); ++p) {
    explanations[p].project = p;
    explanations[p].votes = profile.approvals(p);
  }
  for (size_t i = 0; i < outcome.selected.size(); ++i) {
    explanations[outcome.selected[i]].place = i + 1;
  }
  for (const Shortfall& shortfall : outcome.shortfalls) {
    if (!explanations[shortfall.project].place) {
      explanations[shortfall.project].supporters_money = shortfall.supporters_money;
    }
  }
  size_t open = 0;
  for (Explanation& explanation : explanations) {
    if (explanation.place) continue;
    ++open;
    const std::optional<int64_t> lacked =
        VotesLacked(profile, explanation.project, by_votes, *ranks);
    if (lacked != 0) explanation.votes_lacked = lacked;
  }
  const int64_t budget = profile.budget().minor();
  const auto budget_of = [budget](int64_t step) {
    return Money::Minor(budget + (budget / 100) * step + (budget % 100) * step / 100);
  };
  using Selected = absl::StatusOr<std::vector<ProjectIndex>>;
  const auto with_budget = [&](Money larger) -> Selected {
    const absl::StatusOr<Profile> richer = profile.WithBudget(larger);
    if (!richer.ok()) return std::vector<ProjectIndex>();  // beyond what can be counted
    absl::StatusOr<Outcome> other = rule.Allocate(*richer, tie_break);
    if (!other.ok()) return other.status();
    return std::move(other->selected);
  };
  for (int step = 1; step <= options.budget_steps && open > 0;) {
    const size_t left = static_cast<size_t>(options.budget_steps - step + 1);
    std::vector<Selected> batch(std::clamp<size_t>(options.at_once, 1, left));
    options.for_each(batch.size(), [&](size_t i) {
      batch[i] = with_budget(budget_of(step + static_cast<int64_t>(i)));
    });
    for (const Selected& selected : batch) {
      if (!selected.ok()) return selected.status();
      for (const ProjectIndex p : *selected) {
        Explanation& explanation = explanations[p];
        if (explanation.place || explanation.budget_needed) continue;
        explanation.budget_needed = budget_of(step);
        --open;
      }
      ++step;
    }
  }
  return explanations;
}

}  // namespace urna::tallying
