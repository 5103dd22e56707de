#include "tallying/bounded_overspending.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "tallying/equal_shares.h"
#include "tallying/utilities.h"

namespace urna::tallying {
namespace {

struct Supporter {
  const Rational* wallet;
  double approximate;
  int64_t weight;
  int64_t coefficient;
};

// The best split of a project's cost: lambda per coefficient, and the part alpha that it pays.
struct Split {
  Rational lambda;
  Rational alpha;
  Rational value;  // lambda / (scale * alpha^2)
};

// lambda / alpha(lambda)^2 rises and then falls between two neighbouring points where a wallet runs
// out, so the smallest value lies at such a point, or where alpha reaches 1.
//
// `number` is Rational for the decision and double for the filter: all terms are sums of products
// of positive numbers, so a double is within a small relative error.
template <typename Number, typename Wallet>
std::optional<std::pair<Number, Number>> BestSplit(const std::vector<Supporter>& by_reach,
                                                   const Number& cost, Wallet wallet_of) {
  Number spent = 0, open = 0;
  for (const Supporter& s : by_reach) {
    open += Number(static_cast<long>(s.weight * s.coefficient));
  }
  std::optional<std::pair<Number, Number>> best;
  Number best_lambda = 0, best_square = 1;
  const auto offer = [&](const Number& lambda, const Number& alpha) {
    const Number square = alpha * alpha;
    if (best && !(lambda * best_square < best_lambda * square)) return;
    best = std::pair(lambda, alpha);
    best_lambda = lambda;
    best_square = square;
  };
  for (const Supporter& s : by_reach) {
    // Everyone before pays all; at this reach the others pay reach * coefficient.
    const Number reach = wallet_of(s) / Number(static_cast<long>(s.coefficient));
    const Number collected = spent + reach * open;
    if (collected >= cost) {
      offer(Number((cost - spent) / open), Number(1));
      return best;
    }
    if (reach > 0) offer(reach, Number(collected / cost));
    spent += wallet_of(s) * Number(static_cast<long>(s.weight));
    open -= Number(static_cast<long>(s.weight * s.coefficient));
  }
  return best;
}

}  // namespace

const RuleDescription& BoundedOverspendingRule::Description() {
  static const RuleDescription* const kDescription = new RuleDescription{
      "bounded-overspending",
      "Equal shares that may fund a project which its supporters can pay only in part.",
      {UtilityParameter(), BordaParameter()}};
  return *kDescription;
}

BoundedOverspendingRule::BoundedOverspendingRule(ParameterValues parameters)
    : AllocationRule(Description(), std::move(parameters)) {}

absl::Status BoundedOverspendingRule::Count(const Counting& counting, Outcome* outcome) const {
  const Profile& profile = counting.profile;
  const Utility utility = ChosenUtility(parameter("utility"), profile.format());
  outcome->parameters["utility"] = UtilityName(utility);
  if (profile.voters() == 0) return absl::OkStatus();
  const Utilities utilities(profile, utility, ChosenBorda(parameter("borda")));
  const Rational share = Ratio(profile.budget().minor(), static_cast<int64_t>(profile.voters()));
  outcome->endowment = share / PowerOfTen(profile.minor_digits());
  std::vector<Rational> wallets(utilities.groups(), share);
  std::vector<double> approximate(utilities.groups(), share.get_d());

  std::vector<ProjectIndex> waiting;
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    if (utilities.total(p) > 0) waiting.push_back(p);
  }
  std::sort(waiting.begin(), waiting.end(),
            [&](ProjectIndex a, ProjectIndex b) { return counting.ranks[a] < counting.ranks[b]; });
  LimitTracker limits(profile, counting.limits);
  Money left = profile.budget();
  const auto fund = [&](ProjectIndex p) {
    outcome->selected.push_back(p);
    left -= profile.projects()[p].cost;
    limits.Fund(p);
    std::erase(waiting, p);
  };
  const auto record = [&](ProjectIndex p, const Rational& value) {
    if (!counting.trace) return;
    Round& round = outcome->rounds.emplace_back();
    round.project = p;
    round.funded = true;
    round.stage = "bounded-overspending";
    round.measure = "lambda-per-alpha-squared";
    round.value = value;
  };
  for (const ProjectIndex p : std::vector<ProjectIndex>(waiting)) {
    if (profile.projects()[p].cost != Money() || !limits.AllowsOrRecords(p)) continue;
    record(p, 0);
    fund(p);
  }

  std::vector<Supporter> supporters;
  const auto collect = [&](ProjectIndex p) {
    supporters.clear();
    for (const Utilities::Entry entry : utilities.Supporters(p)) {
      if (wallets[entry.index] == 0) continue;
      supporters.push_back({&wallets[entry.index], approximate[entry.index],
                            utilities.weight(entry.index), entry.coefficient});
    }
  };
  const auto scale = [&](ProjectIndex p) {
    return utility == Utility::kCost ? profile.projects()[p].cost.minor() : 1;
  };
  for (;;) {
    std::erase_if(waiting, [&](ProjectIndex p) {
      return profile.projects()[p].cost > left || !limits.AllowsOrRecords(p);
    });
    double least = std::numeric_limits<double>::infinity();
    std::vector<std::pair<ProjectIndex, double>> candidates;
    for (const ProjectIndex p : waiting) {
      collect(p);
      if (supporters.empty()) continue;
      std::sort(supporters.begin(), supporters.end(), [](const Supporter& a, const Supporter& b) {
        return a.approximate * static_cast<double>(b.coefficient) <
               b.approximate * static_cast<double>(a.coefficient);
      });
      const double cost = static_cast<double>(profile.projects()[p].cost.minor());
      const auto split =
          BestSplit<double>(supporters, cost, [](const Supporter& s) { return s.approximate; });
      if (!split) continue;
      const double value =
          split->first / (static_cast<double>(scale(p)) * split->second * split->second);
      // Sums of up to n terms, squared and divided: far below n * 2^-40 in relative error.
      const double slack = (static_cast<double>(supporters.size()) + 64) * 1e-12;
      candidates.emplace_back(p, value * (1 - slack));
      least = std::min(least, value * (1 + slack));
    }
    std::vector<ProjectIndex> tied;
    Split best;
    for (const auto& [p, lower] : candidates) {
      if (lower > least) continue;
      collect(p);
      std::sort(supporters.begin(), supporters.end(), [](const Supporter& a, const Supporter& b) {
        return *a.wallet * static_cast<long>(b.coefficient) <
               *b.wallet * static_cast<long>(a.coefficient);
      });
      const auto split =
          BestSplit<Rational>(supporters, Rational(profile.projects()[p].cost.minor()),
                              [](const Supporter& s) { return *s.wallet; });
      if (!split) continue;
      const Rational value = split->first / (Rational(scale(p)) * split->second * split->second);
      const int order = tied.empty() ? -1 : cmp(value, best.value);
      if (order > 0) continue;
      if (order < 0) {
        tied.clear();
        best = {split->first, split->second, value};
      }
      tied.push_back(p);
    }
    outcome->constraints = limits.effects();
    if (tied.empty()) return absl::OkStatus();
    if (tied.size() > 1) {
      outcome->ties.push_back({static_cast<int64_t>(outcome->selected.size()), tied});
    }
    const ProjectIndex chosen = tied.front();
    record(chosen, best.value);
    const Rational rho = best.lambda / best.alpha;
    for (const Utilities::Entry entry : utilities.Supporters(chosen)) {
      Rational& wallet = wallets[entry.index];
      wallet -= std::min<Rational>(wallet, rho * static_cast<long>(entry.coefficient));
      approximate[entry.index] = wallet.get_d();
    }
    fund(chosen);
  }
}

}  // namespace urna::tallying
