#include "tallying/phragmen.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "tallying/quotient.h"
#include "tallying/utilities.h"

namespace urna::tallying {
namespace {

// Loads are those of rounds: every supporter of the project of round k has load k's value until it
// supports a later one. A project's next load therefore follows from counts of supporters by round.
class Loads {
 public:
  Loads(const Profile& profile, const Utilities& utilities)
      : profile_(profile),
        utilities_(utilities),
        last_round_(utilities.groups(), -1),
        counts_(profile.projects().size()) {}

  // Within a relative error of Error(): every term is positive.
  double Approximate(ProjectIndex p) const {
    double sum = static_cast<double>(profile_.projects()[p].cost.minor());
    for (size_t round = 0; round < counts_[p].size(); ++round) {
      sum += static_cast<double>(counts_[p][round]) * rounded_[round];
    }
    return sum / static_cast<double>(utilities_.total(p));
  }
  double Error() const {
    return (static_cast<double>(loads_.size()) + 16) * std::numeric_limits<double>::epsilon();
  }

  // Over denominator_ * supporters.
  Integer Numerator(ProjectIndex p) const {
    Integer sum = denominator_ * static_cast<long>(profile_.projects()[p].cost.minor());
    for (size_t round = 0; round < counts_[p].size(); ++round) {
      mpz_addmul_ui(sum.get_mpz_t(), loads_[round].get_mpz_t(),
                    static_cast<unsigned long>(counts_[p][round]));
    }
    return sum;
  }
  Rational Exact(ProjectIndex p) const {
    Rational load(Numerator(p), Integer(denominator_ * static_cast<long>(utilities_.total(p))));
    load.canonicalize();
    return load;
  }
  int Compare(ProjectIndex a, const Integer& numerator_a, ProjectIndex b,
              const Integer& numerator_b) const {
    return cmp(Integer(numerator_a * static_cast<long>(utilities_.total(b))),
               Integer(numerator_b * static_cast<long>(utilities_.total(a))));
  }

  void Fund(ProjectIndex p) {
    Integer numerator = Numerator(p);
    const int64_t supporters = utilities_.total(p);
    const unsigned long shared =
        mpz_gcd_ui(nullptr, numerator.get_mpz_t(), static_cast<unsigned long>(supporters));
    mpz_divexact_ui(numerator.get_mpz_t(), numerator.get_mpz_t(), shared);
    const long growth = supporters / static_cast<int64_t>(shared);
    if (growth != 1) {
      for (Integer& load : loads_) load *= growth;
      denominator_ *= growth;
    }
    const auto round = static_cast<int32_t>(loads_.size());
    loads_.push_back(std::move(numerator));
    rounded_.push_back(loads_.back() == 0 ? 0 : Quotient(loads_.back(), denominator_));
    for (const Utilities::Entry supporter : utilities_.Supporters(p)) {
      const int32_t before = std::exchange(last_round_[supporter.index], round);
      const int64_t weight = utilities_.weight(supporter.index);
      for (const Utilities::Entry other : utilities_.Ballot(supporter.index)) {
        std::vector<int64_t>& counts = counts_[other.index];
        if (counts.size() < loads_.size()) counts.resize(loads_.size());
        if (before >= 0) counts[static_cast<size_t>(before)] -= weight;
        counts[static_cast<size_t>(round)] += weight;
      }
    }
  }

 private:
  const Profile& profile_;
  const Utilities& utilities_;
  std::vector<int32_t> last_round_;           // by group
  std::vector<std::vector<int64_t>> counts_;  // by project: supporters whose load is of that round
  std::vector<Integer> loads_;                // over denominator_, minor units
  std::vector<double> rounded_;
  Integer denominator_ = 1;
};

class PhragmenCount {
 public:
  PhragmenCount(const Counting& counting, Outcome* outcome);

  // With `stop` ends as soon as a project at the minimum does not fit.
  absl::Status Run(bool stop);

 private:
  Money Cost(ProjectIndex p) const { return profile_.projects()[p].cost; }
  bool TooDear(ProjectIndex p) const { return Cost(p) > left_; }
  void KeepToLimits();
  std::vector<ProjectIndex> LeastLoaded();
  void DropTooDear(const std::vector<ProjectIndex>& projects);
  void Fund(ProjectIndex p);
  void Record(ProjectIndex p, bool funded);

  const Counting& counting_;
  const Profile& profile_;
  Outcome* const outcome_;
  const Utilities utilities_;
  Loads loads_;
  std::vector<double> approximate_;    // scratch, by project
  std::vector<ProjectIndex> waiting_;  // in the order of the tie-break
  LimitTracker limits_;
  Money left_;
  Money missing_ = Outcome::kAnyBudget;  // the least by which a project does not fit
};

PhragmenCount::PhragmenCount(const Counting& counting, Outcome* outcome)
    : counting_(counting),
      profile_(counting.profile),
      outcome_(outcome),
      utilities_(profile_, Utility::kCardinality, BordaPoints::kLengthMinusOne),
      loads_(profile_, utilities_),
      approximate_(profile_.projects().size()),
      limits_(profile_, counting.limits),
      left_(profile_.budget()) {
  for (ProjectIndex p = 0; p < profile_.projects().size(); ++p) {
    if (utilities_.total(p) == 0) continue;
    if (TooDear(p)) {
      missing_ = std::min(missing_, Cost(p) - left_);
    } else {
      waiting_.push_back(p);
    }
  }
  std::sort(waiting_.begin(), waiting_.end(),
            [&](ProjectIndex a, ProjectIndex b) { return counting.ranks[a] < counting.ranks[b]; });
}

void PhragmenCount::KeepToLimits() {
  std::erase_if(waiting_, [this](ProjectIndex p) { return !limits_.AllowsOrRecords(p); });
  outcome_->constraints = limits_.effects();
}

// The waiting projects with the smallest load, in the order of the tie-break.
std::vector<ProjectIndex> PhragmenCount::LeastLoaded() {
  double least = std::numeric_limits<double>::infinity();
  for (const ProjectIndex p : waiting_) {
    approximate_[p] = loads_.Approximate(p);
    least = std::min(least, approximate_[p]);
  }
  const double limit = least * (1 + 3 * loads_.Error());
  std::vector<ProjectIndex> tied;
  Integer best;
  for (const ProjectIndex p : waiting_) {
    if (approximate_[p] > limit) continue;
    Integer numerator = loads_.Numerator(p);
    const int order = tied.empty() ? -1 : loads_.Compare(p, numerator, tied.front(), best);
    if (order > 0) continue;
    if (order < 0) {
      tied.clear();
      best = std::move(numerator);
    }
    tied.push_back(p);
  }
  return tied;
}

void PhragmenCount::DropTooDear(const std::vector<ProjectIndex>& projects) {
  for (const ProjectIndex p : projects) {
    Record(p, false);
    missing_ = std::min(missing_, Cost(p) - left_);
    std::erase(waiting_, p);
  }
  outcome_->steady_below = missing_;
}

void PhragmenCount::Fund(ProjectIndex p) {
  Record(p, true);
  loads_.Fund(p);
  limits_.Fund(p);
  left_ -= Cost(p);
  outcome_->selected.push_back(p);
  std::erase(waiting_, p);
}

void PhragmenCount::Record(ProjectIndex p, bool funded) {
  if (!counting_.trace) return;
  Round& round = outcome_->rounds.emplace_back();
  round.project = p;
  round.funded = funded;
  round.stage = "phragmen";
  round.measure = "load";
  round.value = loads_.Exact(p) / PowerOfTen(profile_.minor_digits());
}

absl::Status PhragmenCount::Run(bool stop) {
  outcome_->steady_below = missing_;
  for (;;) {
    if (counting_.stopped()) return Stopped();
    KeepToLimits();
    if (waiting_.empty()) return absl::OkStatus();
    const std::vector<ProjectIndex> tied = LeastLoaded();
    std::vector<ProjectIndex> too_dear;
    std::copy_if(tied.begin(), tied.end(), std::back_inserter(too_dear),
                 [this](ProjectIndex p) { return TooDear(p); });
    if (!too_dear.empty()) {
      DropTooDear(too_dear);
      if (stop) return absl::OkStatus();
      continue;
    }
    if (tied.size() > 1) {
      outcome_->ties.push_back({static_cast<int64_t>(outcome_->selected.size()), tied});
    }
    Fund(tied.front());
  }
}

}  // namespace

const RuleDescription& PhragmenRule::Description() {
  static const RuleDescription* const kDescription = new RuleDescription{
      "phragmen",
      "Projects are funded so that their cost weighs as evenly as possible on their supporters.",
      {
          {.name = "on_unaffordable",
           .type = Parameter::Type::kChoice,
           .choices = {"stop", "skip"},
           .default_value = "stop",
           .meaning = "when a project at the minimum does not fit into what is left: end, or drop "
                      "it and go on"},
      }};
  return *kDescription;
}

PhragmenRule::PhragmenRule(ParameterValues parameters)
    : AllocationRule(Description(), std::move(parameters)) {}

absl::Status PhragmenRule::Count(const Counting& counting, Outcome* outcome) const {
  return PhragmenCount(counting, outcome).Run(parameter("on_unaffordable") == "stop");
}

}  // namespace urna::tallying
