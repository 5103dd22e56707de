#include "tallying/constrained_count.h"

#include <algorithm>
#include <utility>

namespace urna::tallying {
namespace {

constexpr ProjectIndex kNotKept = ~ProjectIndex{0};

}  // namespace

ConstrainedCount::ConstrainedCount(const Profile& profile, absl::Span<const uint32_t> ranks,
                                   const Constraints& constraints, const AllocateOptions& options,
                                   Outcome* outcome)
    : profile_(profile),
      ranks_(ranks),
      constraints_(constraints),
      options_(options),
      outcome_(outcome),
      left_(profile.budget()),
      gone_(profile.projects().size()) {
  outcome_->constraints = constraints.effects();
  for (ProjectIndex p = 0; p < gone_.size(); ++p) gone_[p] = constraints.excluded(p);
}

void ConstrainedCount::Fund(ProjectIndex p) {
  outcome_->selected.push_back(p);
  left_ -= profile_.projects()[p].cost;
  gone_[p] = true;
}

absl::Status ConstrainedCount::Run(const CountPart& count) {
  outcome_->steady_below = Outcome::kAnyBudget;
  for (const ProjectIndex p : constraints_.fixed()) {
    Fund(p);
    if (!options_.trace) continue;
    Round& round = outcome_->rounds.emplace_back();
    round.project = p;
    round.funded = true;
    round.stage = "fixed";
    round.measure = "votes";
    round.value = profile_.approvals(p);
  }
  for (const Constraints::Floor& floor : constraints_.floors()) {
    std::vector<ProjectIndex> kept;
    Money spent;
    for (const ProjectIndex p : floor.members) {
      if (!gone_[p]) kept.push_back(p);
      if (gone_[p] && !constraints_.excluded(p)) spent += profile_.projects()[p].cost;
    }
    if (spent >= floor.amount || kept.empty()) continue;
    const size_t before = outcome_->selected.size();
    absl::Status status = RunOn(kept, std::min(floor.amount - spent, left_), "floor", count);
    if (!status.ok()) return status;
    for (size_t i = before; i < outcome_->selected.size(); ++i) {
      outcome_->constraints.push_back({floor.name, outcome_->selected[i], "funded first"});
    }
  }
  std::vector<ProjectIndex> kept;
  for (ProjectIndex p = 0; p < gone_.size(); ++p) {
    if (!gone_[p]) kept.push_back(p);
  }
  return RunOn(kept, left_, "", count);
}

SelectionLimits ConstrainedCount::LimitsOf(const Profile& part,
                                           const std::vector<ProjectIndex>& kept) const {
  std::vector<ProjectIndex> place(profile_.projects().size(), kNotKept);
  for (size_t i = 0; i < kept.size(); ++i) place[kept[i]] = static_cast<ProjectIndex>(i);
  SelectionLimits limits(part);
  for (SelectionLimits::Limit limit : constraints_.limits()) {
    // What was funded before counts against the limit.
    for (const ProjectIndex p : outcome_->selected) {
      if (std::find(limit.members.begin(), limit.members.end(), p) == limit.members.end()) continue;
      if (limit.max_projects) --*limit.max_projects;
      if (limit.max_cost) *limit.max_cost -= profile_.projects()[p].cost;
    }
    std::vector<ProjectIndex> members;
    for (const ProjectIndex p : limit.members) {
      if (place[p] != kNotKept) members.push_back(place[p]);
    }
    limit.members = std::move(members);
    limits.Add(std::move(limit));
  }
  return limits;
}

absl::Status ConstrainedCount::RunOn(const std::vector<ProjectIndex>& kept, Money budget,
                                     std::string_view stage, const CountPart& count) {
  const absl::StatusOr<Profile> part = profile_.Restricted(kept, budget);
  if (!part.ok()) return part.status();
  std::vector<uint32_t> ranks;
  for (const ProjectIndex p : kept) ranks.push_back(ranks_[p]);
  const SelectionLimits limits = LimitsOf(*part, kept);
  Outcome partial;
  absl::Status status = count({*part, ranks, limits, options_.trace, &options_.stop}, &partial);
  if (!status.ok()) return status;

  const auto take_ties = [&kept](std::vector<Tie>* from, std::vector<Tie>* to) {
    for (Tie& tie : *from) {
      for (ProjectIndex& p : tie.tied) p = kept[p];
      to->push_back(std::move(tie));
    }
  };
  for (const ProjectIndex p : partial.selected) Fund(kept[p]);
  take_ties(&partial.ties, &outcome_->ties);
  take_ties(&partial.completion_ties, &outcome_->completion_ties);
  for (Round& round : partial.rounds) {
    round.project = kept[round.project];
    if (!stage.empty()) round.stage = stage;
    outcome_->rounds.push_back(std::move(round));
  }
  for (Shortfall& shortfall : partial.shortfalls) {
    shortfall.project = kept[shortfall.project];
    outcome_->shortfalls.push_back(std::move(shortfall));
  }
  for (ConstraintEffect& effect : partial.constraints) {
    effect.project = kept[effect.project];
    outcome_->constraints.push_back(std::move(effect));
  }
  // Whatever a part spends, a larger budget is larger for every part, or the same.
  if (!partial.steady_below || !outcome_->steady_below) {
    outcome_->steady_below.reset();
  } else {
    outcome_->steady_below = std::min(*outcome_->steady_below, *partial.steady_below);
  }
  outcome_->parameters = std::move(partial.parameters);
  outcome_->endowment = std::move(partial.endowment);
  outcome_->runs = partial.runs;
  outcome_->replaced_by = std::move(partial.replaced_by);
  outcome_->proof = std::move(partial.proof);
  return absl::OkStatus();
}

}  // namespace urna::tallying
