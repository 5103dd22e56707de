#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "tallying/profile.h"
#include "tallying/rational.h"

namespace urna::tallying {

// The method of equal shares written down from its definition: every voter a rational wallet, every
// project priced anew in every round. Slow, and shares no idea with the engine.
struct PlainRun {
  std::vector<ProjectIndex> selected;
  std::vector<std::vector<ProjectIndex>> ties;  // in the order of the tie-break
  std::vector<Rational> rho;                    // of each round that cost something
};

// utility[voter][project]; ranks as the tie-break's.
inline PlainRun PlainEqualShares(const std::vector<Rational>& costs,
                                 const std::vector<std::vector<Rational>>& utility,
                                 const Rational& endowment, const std::vector<uint32_t>& ranks) {
  const size_t voters = utility.size(), projects = costs.size();
  PlainRun run;
  std::vector<Rational> wallet(voters, endowment);
  std::vector<ProjectIndex> in_order(projects);
  for (ProjectIndex p = 0; p < projects; ++p) in_order[ranks[p]] = p;
  std::vector<bool> out(projects, false);
  const auto supported = [&](ProjectIndex p) {
    return std::any_of(utility.begin(), utility.end(), [p](const auto& u) { return u[p] > 0; });
  };
  for (const ProjectIndex p : in_order) {
    if (!supported(p)) out[p] = true;
    if (costs[p] == 0 && !out[p]) {
      run.selected.push_back(p);
      out[p] = true;
    }
  }
  const auto price = [&](ProjectIndex p) -> std::optional<Rational> {
    std::vector<size_t> supporters;
    Rational money;
    for (size_t i = 0; i < voters; ++i) {
      if (utility[i][p] == 0) continue;
      supporters.push_back(i);
      money += wallet[i];
    }
    if (money < costs[p]) return std::nullopt;
    std::sort(supporters.begin(), supporters.end(), [&](size_t a, size_t b) {
      return wallet[a] * utility[b][p] < wallet[b] * utility[a][p];
    });
    // The poorest (for their utility) pay all they have; rho is what remains for the others.
    Rational left = costs[p], weight;
    for (const size_t i : supporters) weight += utility[i][p];
    for (const size_t i : supporters) {
      const Rational rho = left / weight;
      if (rho * utility[i][p] <= wallet[i]) return rho;
      left -= wallet[i];
      weight -= utility[i][p];
    }
    return std::nullopt;  // not reached: they have the money
  };
  for (;;) {
    std::optional<Rational> best;
    std::vector<ProjectIndex> tied;
    for (const ProjectIndex p : in_order) {
      if (out[p]) continue;
      const std::optional<Rational> rho = price(p);
      if (!rho) continue;
      if (!best || *rho < *best) {
        best = rho;
        tied.clear();
      }
      if (*rho == *best) tied.push_back(p);
    }
    if (!best) return run;
    if (tied.size() > 1) run.ties.push_back(tied);
    const ProjectIndex chosen = tied.front();
    for (size_t i = 0; i < voters; ++i) {
      wallet[i] -= std::min<Rational>(wallet[i], *best * utility[i][chosen]);
    }
    out[chosen] = true;
    run.selected.push_back(chosen);
    run.rho.push_back(*best);
  }
}

}  // namespace urna::tallying
