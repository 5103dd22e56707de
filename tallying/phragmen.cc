#include "tallying/phragmen.h"

#include <algorithm>
#include <limits>
#include <utility>

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
  const Profile& profile = counting.profile;
  const absl::Span<const uint32_t> ranks = counting.ranks;
  const bool stop = parameter("on_unaffordable") == "stop";
  const Utilities utilities(profile, Utility::kCardinality, BordaPoints::kLengthMinusOne);
  Loads loads(profile, utilities);
  std::vector<ProjectIndex> waiting;
  Money missing = Outcome::kAnyBudget;  // the least by which a project does not fit
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    if (utilities.total(p) == 0) continue;
    if (profile.projects()[p].cost <= profile.budget()) {
      waiting.push_back(p);
    } else {
      missing = std::min(missing, profile.projects()[p].cost - profile.budget());
    }
  }
  std::sort(waiting.begin(), waiting.end(),
            [&](ProjectIndex a, ProjectIndex b) { return ranks[a] < ranks[b]; });
  Money left = profile.budget();
  std::vector<double> approximate(profile.projects().size());
  LimitTracker limits(profile, counting.limits);
  for (;;) {
    std::erase_if(waiting, [&](ProjectIndex p) { return !limits.AllowsOrRecords(p); });
    outcome->constraints = limits.effects();
    outcome->steady_below = missing;
    if (waiting.empty()) return absl::OkStatus();
    double least = std::numeric_limits<double>::infinity();
    for (const ProjectIndex p : waiting) {
      approximate[p] = loads.Approximate(p);
      least = std::min(least, approximate[p]);
    }
    const double limit = least * (1 + 3 * loads.Error());
    std::vector<ProjectIndex> tied;  // in the order of the tie-break
    Integer best;
    for (const ProjectIndex p : waiting) {
      if (approximate[p] > limit) continue;
      Integer numerator = loads.Numerator(p);
      const int order = tied.empty() ? -1 : loads.Compare(p, numerator, tied.front(), best);
      if (order > 0) continue;
      if (order < 0) {
        tied.clear();
        best = std::move(numerator);
      }
      tied.push_back(p);
    }
    const auto too_dear = [&](ProjectIndex p) { return profile.projects()[p].cost > left; };
    const auto record = [&](ProjectIndex p, bool funded) {
      if (!counting.trace) return;
      Round& round = outcome->rounds.emplace_back();
      round.project = p;
      round.funded = funded;
      round.stage = "phragmen";
      round.measure = "load";
      round.value = loads.Exact(p) / PowerOfTen(profile.minor_digits());
    };
    if (std::any_of(tied.begin(), tied.end(), too_dear)) {
      for (const ProjectIndex p : tied) {
        if (!too_dear(p)) continue;
        record(p, false);
        missing = std::min(missing, profile.projects()[p].cost - left);
      }
      outcome->steady_below = missing;
      if (stop) return absl::OkStatus();
      std::erase_if(waiting, [&](ProjectIndex p) {
        return too_dear(p) && std::find(tied.begin(), tied.end(), p) != tied.end();
      });
      continue;
    }
    if (tied.size() > 1) {
      outcome->ties.push_back({static_cast<int64_t>(outcome->selected.size()), tied});
    }
    const ProjectIndex chosen = tied.front();
    record(chosen, true);
    loads.Fund(chosen);
    limits.Fund(chosen);
    left -= profile.projects()[chosen].cost;
    outcome->selected.push_back(chosen);
    std::erase(waiting, chosen);
  }
}

}  // namespace urna::tallying
