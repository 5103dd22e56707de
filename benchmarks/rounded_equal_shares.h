// The baseline of the benchmarks: equal shares with cost utilities, add1 and greedy, as it is
// usually written in C++, in doubles. Fast, and not exact: it decides by rounded numbers.
//
// Projects are looked at in order of their last effective price, which only rises, until the next
// cannot beat the best of the round; the supporters of each are sorted by what they have left.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

#include "tallying/profile.h"

namespace urna::tallying {

class RoundedEqualShares {
 public:
  explicit RoundedEqualShares(const Profile& profile)
      : profile_(profile), supporters_(profile.projects().size()) {
    for (size_t voter = 0; voter < profile.voters(); ++voter) {
      for (const ProjectIndex p : profile.ballot(voter).projects) {
        supporters_[p].push_back(static_cast<uint32_t>(voter));
      }
    }
  }

  // What is funded, with the endowment raised by one currency unit from run to run until every
  // supported project is in or the next run costs more than the budget; then by votes.
  std::vector<ProjectIndex> AddOneThenGreedy() const {
    const double budget = static_cast<double>(profile_.budget().minor());
    double endowment = budget / static_cast<double>(profile_.voters());
    double unit = 1;
    for (int digit = 0; digit < profile_.minor_digits(); ++digit) unit *= 10;
    std::vector<ProjectIndex> funded = Run(endowment);
    while (!IsExhaustive(funded)) {
      endowment += unit;
      std::vector<ProjectIndex> next = Run(endowment);
      if (Cost(next) > budget) break;
      funded = std::move(next);
    }
    std::vector<ProjectIndex> by_votes(supporters_.size());
    for (ProjectIndex p = 0; p < by_votes.size(); ++p) by_votes[p] = p;
    std::sort(by_votes.begin(), by_votes.end(), [this](ProjectIndex x, ProjectIndex y) {
      return std::pair(supporters_[y].size(), x) < std::pair(supporters_[x].size(), y);
    });
    double left = budget - Cost(funded);
    for (const ProjectIndex p : by_votes) {
      if (std::find(funded.begin(), funded.end(), p) != funded.end() || CostOf(p) > left) continue;
      left -= CostOf(p);
      funded.push_back(p);
    }
    return funded;
  }

 private:
  struct Candidate {
    double price;  // of a unit of utility, when it was last looked at
    ProjectIndex project;
    bool operator<(const Candidate& other) const { return price > other.price; }
  };

  double CostOf(ProjectIndex p) const {
    return static_cast<double>(profile_.projects()[p].cost.minor());
  }
  double Cost(const std::vector<ProjectIndex>& funded) const {
    double cost = 0;
    for (const ProjectIndex p : funded) cost += CostOf(p);
    return cost;
  }
  bool IsExhaustive(const std::vector<ProjectIndex>& funded) const {
    std::vector<bool> in(supporters_.size());
    for (const ProjectIndex p : funded) in[p] = true;
    const double left = static_cast<double>(profile_.budget().minor()) - Cost(funded);
    for (ProjectIndex p = 0; p < in.size(); ++p) {
      if (!in[p] && !supporters_[p].empty() && CostOf(p) <= left) return false;
    }
    return true;
  }

  // What each supporter pays who can, over the cost; infinite if they cannot pay together.
  double Price(ProjectIndex p, const std::vector<double>& wallets,
               std::vector<uint32_t>* sorted) const {
    double together = 0;
    for (const uint32_t voter : supporters_[p]) together += wallets[voter];
    if (together < CostOf(p)) return std::numeric_limits<double>::infinity();
    *sorted = supporters_[p];
    std::sort(sorted->begin(), sorted->end(),
              [&](uint32_t a, uint32_t b) { return wallets[a] < wallets[b]; });
    double missing = CostOf(p);
    double payers = static_cast<double>(sorted->size());
    for (const uint32_t voter : *sorted) {
      if (missing / payers <= wallets[voter]) return missing / payers / CostOf(p);
      missing -= wallets[voter];
      --payers;
    }
    return std::numeric_limits<double>::infinity();
  }

  std::vector<ProjectIndex> Run(double endowment) const {
    std::vector<double> wallets(profile_.voters(), endowment);
    std::vector<ProjectIndex> funded;
    std::priority_queue<Candidate> waiting;
    for (ProjectIndex p = 0; p < supporters_.size(); ++p) {
      if (!supporters_[p].empty() && CostOf(p) > 0) waiting.push({0, p});
    }
    std::vector<uint32_t> sorted;
    for (;;) {
      Candidate best{std::numeric_limits<double>::infinity(), 0};
      std::vector<Candidate> looked_at;
      while (!waiting.empty() && waiting.top().price <= best.price) {
        Candidate candidate = waiting.top();
        waiting.pop();
        candidate.price = Price(candidate.project, wallets, &sorted);
        if (candidate.price == std::numeric_limits<double>::infinity()) continue;
        if (candidate.price < best.price) best = candidate;
        looked_at.push_back(candidate);
      }
      if (looked_at.empty()) return funded;
      for (const Candidate& candidate : looked_at) {
        if (candidate.project != best.project) waiting.push(candidate);
      }
      funded.push_back(best.project);
      for (const uint32_t voter : supporters_[best.project]) {
        wallets[voter] = std::max(0.0, wallets[voter] - best.price * CostOf(best.project));
      }
    }
  }

  const Profile& profile_;
  std::vector<std::vector<uint32_t>> supporters_;
};

}  // namespace urna::tallying
