#include "tallying/maximin_support.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "tallying/balanced_load.h"
#include "tallying/progress.h"
#include "tallying/utilities.h"

namespace urna::tallying {
namespace {

class MaximinCount {
 public:
  MaximinCount(const Counting& counting, Outcome* outcome);

  absl::Status Run();

 private:
  // A project's load with the funded ones only grows as these become more, so an old load is a
  // lower bound and most projects need no new one.
  struct Candidate {
    ProjectIndex project;
    Load load;  // a lower bound
    LoadBalance::Set set;
    size_t bounded_in = 0;  // round
    size_t settled_in = 0;
  };

  Money Cost(ProjectIndex p) const { return profile_.projects()[p].cost; }
  void DropWhatCannotBeFunded();
  void ImproveBound(Candidate* candidate);
  std::vector<ProjectIndex> SettleSmallest();
  void FundFirst();

  const Counting& counting_;
  const Profile& profile_;
  Outcome* const outcome_;
  const Utilities utilities_;
  LoadBalance balance_;
  std::vector<Candidate> waiting_;
  LimitTracker limits_;
  Money left_;
  Money missing_ = Outcome::kAnyBudget;  // the least by which a project did not fit
  size_t round_ = 0;                     // from 1
};

MaximinCount::MaximinCount(const Counting& counting, Outcome* outcome)
    : counting_(counting),
      profile_(counting.profile),
      outcome_(outcome),
      utilities_(profile_, Utility::kCardinality, BordaPoints::kLengthMinusOne),
      balance_(profile_, utilities_),
      limits_(profile_, counting.limits),
      left_(profile_.budget()) {
  for (ProjectIndex p = 0; p < profile_.projects().size(); ++p) {
    if (utilities_.total(p) == 0) continue;
    waiting_.push_back({p, {Cost(p).minor(), utilities_.total(p)}, {}});
  }
}

void MaximinCount::DropWhatCannotBeFunded() {
  std::erase_if(waiting_, [this](const Candidate& c) {
    const Money cost = Cost(c.project);
    if (cost > left_) missing_ = std::min(missing_, cost - left_);
    return cost > left_ || !limits_.AllowsOrRecords(c.project);
  });
  outcome_->constraints = limits_.effects();
  outcome_->steady_below = missing_;
}

// One step towards the candidate's load in this round, the cheapest that has not been taken.
void MaximinCount::ImproveBound(Candidate* candidate) {
  const ProjectIndex p = candidate->project;
  if (std::exchange(candidate->bounded_in, round_) != round_) {
    candidate->load = std::max(candidate->load, balance_.Bound(p, &candidate->set));
  } else if (balance_.Settles(p, candidate->load, &candidate->set)) {
    candidate->settled_in = round_;
  } else {
    // A set was found that exceeds the load, and there are finitely many.
    const Load above = balance_.Bound(p, &candidate->set);
    RequireProgress(candidate->load < above, "the load of a project with those funded");
    candidate->load = above;
  }
}

// Brings loads up to date, smallest bound first, until the smallest is up to date: whoever has it
// stands first then. Returns them in the order of the tie-break; none when the count is stopped.
std::vector<ProjectIndex> MaximinCount::SettleSmallest() {
  const auto before = [this](const Candidate& a, const Candidate& b) {
    if (a.load == b.load) return counting_.ranks[a.project] < counting_.ranks[b.project];
    return a.load < b.load;
  };
  for (;;) {
    std::sort(waiting_.begin(), waiting_.end(), before);
    const auto end = std::find_if(waiting_.begin(), waiting_.end(),
                                  [this](const Candidate& c) { return waiting_[0].load < c.load; });
    const auto next = std::find_if(waiting_.begin(), end,
                                   [this](const Candidate& c) { return c.settled_in != round_; });
    if (next != end) {
      if (counting_.stopped()) return {};
      ImproveBound(&*next);
      continue;
    }
    std::vector<ProjectIndex> smallest;
    for (auto it = waiting_.begin(); it != end; ++it) smallest.push_back(it->project);
    return smallest;
  }
}

void MaximinCount::FundFirst() {
  Candidate chosen = std::move(waiting_.front());
  balance_.Fund(chosen.project, chosen.load, std::move(chosen.set));
  outcome_->selected.push_back(chosen.project);
  left_ -= Cost(chosen.project);
  limits_.Fund(chosen.project);
  waiting_.erase(waiting_.begin());
  if (!counting_.trace) return;
  Round& entry = outcome_->rounds.emplace_back();
  entry.project = chosen.project;
  entry.funded = true;
  entry.stage = "maximin-support";
  entry.measure = "load";
  entry.value = Ratio(static_cast<int64_t>(chosen.load.cost), chosen.load.voters) /
                PowerOfTen(profile_.minor_digits());
}

absl::Status MaximinCount::Run() {
  for (;;) {
    ++round_;
    DropWhatCannotBeFunded();
    if (waiting_.empty()) return absl::OkStatus();
    std::vector<ProjectIndex> tied = SettleSmallest();
    if (tied.empty()) return Stopped();
    if (tied.size() > 1) {
      outcome_->ties.push_back({static_cast<int64_t>(outcome_->selected.size()), std::move(tied)});
    }
    FundFirst();
  }
}

}  // namespace

const RuleDescription& MaximinSupportRule::Description() {
  static const RuleDescription* const kDescription = new RuleDescription{
      "maximin-support",
      "As phragmen, with the cost of all funded projects shared out anew in every round.",
      {}};
  return *kDescription;
}

MaximinSupportRule::MaximinSupportRule(ParameterValues parameters)
    : AllocationRule(Description(), std::move(parameters)) {}

absl::Status MaximinSupportRule::Count(const Counting& counting, Outcome* outcome) const {
  return MaximinCount(counting, outcome).Run();
}

}  // namespace urna::tallying
