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

// Looks for the budgets that would have funded what was not.
class BudgetSearch {
 public:
  BudgetSearch(const AllocationRule& rule, const Profile& profile, const TieBreak& tie_break,
               const ExplainOptions& options, std::vector<Explanation>* explanations)
      : rule_(rule),
        profile_(profile),
        tie_break_(tie_break),
        options_(options),
        explanations_(*explanations),
        budget_(profile.budget().minor()),
        reached_(budget_),
        most_(AfterSteps(options.budget_steps)) {}

  absl::Status Run(std::optional<Money> steady_below) {
    absl::Status status = FromChangeToChange(steady_below);
    if (status.ok() && reached_ < most_) status = ByHundredths();
    if (status.ok()) status = Narrow();
    if (!absl::IsCancelled(status)) return status;
    stopped_ = true;
    return absl::OkStatus();
  }

  Money reached() const { return Money::Minor(reached_); }
  bool stopped() const { return stopped_; }

 private:
  using Counted = absl::StatusOr<Outcome>;

  // A project that `with` funds and `without` does not.
  struct Bounds {
    ProjectIndex project = 0;
    int64_t without = 0, with = 0;
  };

  int64_t AfterSteps(int64_t steps) const {
    return budget_ + (budget_ / 100) * steps + (budget_ % 100) * steps / 100;
  }
  bool IsOpen(ProjectIndex p) const {
    return !explanations_[p].place && !explanations_[p].budget_needed;
  }

  // What a larger budget gives: nothing where it is beyond what can be counted.
  Counted With(int64_t larger) const {
    const absl::StatusOr<Profile> richer = profile_.WithBudget(Money::Minor(larger));
    if (!richer.ok()) return Outcome();
    Counted counted = rule_.Allocate(*richer, tie_break_, {.stop = options_.stop});
    if (counted.status().code() == absl::StatusCode::kResourceExhausted) return Outcome();
    return counted;
  }

  // From each budget at which something may change to the next: none is passed over.
  absl::Status FromChangeToChange(std::optional<Money> steady_below) {
    for (int count = 0; steady_below && count < options_.exact_counts; ++count) {
      if (steady_below->minor() > most_ - reached_) {
        reached_ = most_;
        return absl::OkStatus();
      }
      if (IsStopped(&options_.stop)) return Stopped();
      const Counted counted = With(reached_ + steady_below->minor());
      if (!counted.ok()) return counted.status();
      reached_ += steady_below->minor();
      for (const ProjectIndex p : counted->selected) {
        if (IsOpen(p)) explanations_[p].budget_needed = Money::Minor(reached_);
      }
      steady_below = counted->steady_below;
    }
    return absl::OkStatus();
  }

  // For each project the first hundredth that funds it.
  absl::Status ByHundredths() {
    std::vector<int64_t> budgets;
    for (int64_t step = 1; step <= options_.budget_steps; ++step) {
      if (AfterSteps(step) > reached_) budgets.push_back(AfterSteps(step));
    }
    for (size_t first = 0; first < budgets.size();) {
      std::vector<Counted> batch(
          std::min(std::max<size_t>(options_.at_once, 1), budgets.size() - first));
      options_.for_each(batch.size(), [&](size_t i) { batch[i] = With(budgets[first + i]); });
      for (size_t i = 0; i < batch.size(); ++i) {
        if (!batch[i].ok()) return batch[i].status();
        const int64_t budget = budgets[first + i];
        for (const ProjectIndex p : batch[i]->selected) {
          if (!IsOpen(p)) continue;
          explanations_[p].budget_needed = Money::Minor(budget);
          found_.push_back({p, reached_, budget});
        }
        reached_ = budget;
      }
      first += batch.size();
      if (std::none_of(explanations_.begin(), explanations_.end(),
                       [this](const Explanation& e) { return IsOpen(e.project); })) {
        reached_ = most_;
        break;
      }
    }
    return absl::OkStatus();
  }

  // From the hundredth down to where a minor unit less does not fund the project.
  absl::Status Narrow() {
    std::vector<absl::Status> failed(found_.size());
    options_.for_each(found_.size(), [&](size_t i) {
      auto [project, without, with] = found_[i];
      while (with - without > 1) {
        const int64_t middle = without + (with - without) / 2;
        const Counted counted = With(middle);
        if (!counted.ok()) {
          failed[i] = counted.status();
          break;
        }
        const bool funded = std::find(counted->selected.begin(), counted->selected.end(),
                                      project) != counted->selected.end();
        (funded ? with : without) = middle;
      }
      explanations_[project].budget_needed = Money::Minor(with);
    });
    for (const absl::Status& status : failed) {
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  const AllocationRule& rule_;
  const Profile& profile_;
  const TieBreak& tie_break_;
  const ExplainOptions& options_;
  std::vector<Explanation>& explanations_;
  const int64_t budget_;
  int64_t reached_;  // no open project is funded with any budget tried up to this
  const int64_t most_;
  std::vector<Bounds> found_;
  bool stopped_ = false;
};

}  // namespace

absl::StatusOr<Explanations> Explain(const AllocationRule& rule, const Profile& profile,
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

  Explanations explained;
  std::vector<Explanation>& explanations = explained.projects;
  explanations.resize(all.size());
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
  int64_t open = 0;
  for (Explanation& explanation : explanations) {
    if (explanation.place) continue;
    ++open;
    const std::optional<int64_t> lacked =
        VotesLacked(profile, explanation.project, by_votes, *ranks);
    if (lacked != 0) explanation.votes_lacked = lacked;
  }
  BudgetSearch search(rule, profile, tie_break, options, &explanations);
  if (open > 0) {
    const absl::Status found = search.Run(outcome.steady_below);
    if (!found.ok()) return found;
  }
  explained.tried = search.reached();
  explained.stopped = search.stopped();
  return explained;
}

}  // namespace urna::tallying
