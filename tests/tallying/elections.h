#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "pch.h"
#include "tallying/allocation_rule.h"
#include "tallying/profile.h"

namespace urna::tallying {

// A contest in whole currency units, with projects "a", "b", ... in the order of their costs.
inline Contest MakeContest(BallotFormat format, int64_t budget, const std::vector<int64_t>& costs,
                           int minor_digits = 0) {
  Contest contest;
  contest.format = format;
  contest.budget = Money::Minor(budget * PowerOfTen(minor_digits));
  contest.minor_digits = minor_digits;
  for (size_t p = 0; p < costs.size(); ++p) {
    std::string id(1, static_cast<char>('a' + p % 26));
    if (p >= 26) id += std::to_string(p / 26);
    contest.projects.push_back({ProjectId(id),
                                Money::Minor(costs[p] * PowerOfTen(minor_digits)),
                                "Project " + id,
                                {},
                                {},
                                ""});
  }
  return contest;
}

struct Vote {
  std::vector<ProjectIndex> projects;
  std::vector<int64_t> points;
};

inline Profile MakeProfile(Contest contest, const std::vector<Vote>& votes) {
  auto builder = Profile::Builder::Create(std::move(contest));
  if (!builder.ok()) throw std::runtime_error(std::string(builder.status().message()));
  for (const Vote& vote : votes) {
    const absl::Status status = builder->AddBallot(vote.projects, vote.points);
    if (!status.ok()) throw std::runtime_error(std::string(status.message()));
  }
  return std::move(*builder).Build();
}

inline Profile ApprovalProfile(int64_t budget, const std::vector<int64_t>& costs,
                               const std::vector<std::vector<ProjectIndex>>& ballots) {
  std::vector<Vote> votes;
  for (const auto& ballot : ballots) votes.push_back({ballot, {}});
  return MakeProfile(MakeContest(BallotFormat::kApproval, budget, costs), votes);
}

// Ids of the projects in order.
inline std::vector<std::string> Ids(const Profile& profile, const std::vector<ProjectIndex>& list) {
  std::vector<std::string> ids;
  for (const ProjectIndex p : list) ids.push_back(profile.projects()[p].id.text());
  return ids;
}

// The outcome under lexicographic ties; the test fails if there is none.
inline Outcome CountWith(const Profile& profile, const std::string& rule,
                         const ParameterValues& parameters = {}, bool trace = false,
                         const TieBreak& tie_break = TieBreak::Lexicographic()) {
  auto made = MakeRule(rule, parameters);
  if (!made.ok()) throw std::runtime_error(std::string(made.status().message()));
  auto outcome = (*made)->Allocate(profile, tie_break, {.trace = trace});
  if (!outcome.ok()) throw std::runtime_error(std::string(outcome.status().message()));
  return *std::move(outcome);
}

// How many random elections a property looks at: 300, or URNA_TEST_ELECTIONS.
inline int ElectionsToTry(int ordinary = 300) {
  const char* const given = std::getenv("URNA_TEST_ELECTIONS");
  return given == nullptr ? ordinary : std::max(1, std::atoi(given));
}

enum class Costs { kAlike, kFarApart };
inline constexpr Costs kAllCosts[] = {Costs::kAlike, Costs::kFarApart};

// A small random election, often with equal costs, equal ballots and budgets that bind, so that
// ties and exact boundaries are common. Deterministic in the seed.
class SmallElections {
 public:
  explicit SmallElections(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}

  uint64_t Below(uint64_t limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ % limit;
  }

  std::pair<Contest, std::vector<Vote>> Next(BallotFormat format) {
    const size_t projects = 1 + Below(8);
    const size_t voters = 1 + Below(14);
    const int64_t largest = Below(3) == 0 ? 4 : Below(2) == 0 ? 30 : 100000;
    std::vector<int64_t> costs;
    int64_t total = 0;
    for (size_t p = 0; p < projects; ++p) {
      costs.push_back(
          static_cast<int64_t>(Below(static_cast<uint64_t>(largest)) + (Below(12) != 0)));
      total += costs.back();
    }
    const auto budget = static_cast<int64_t>(Below(static_cast<uint64_t>(total) + 2));
    std::vector<Vote> votes;
    for (size_t v = 0; v < voters; ++v) {
      Vote& vote = votes.emplace_back();
      if (v > 0 && Below(3) == 0) {
        vote = votes[Below(v)];
        continue;
      }
      for (ProjectIndex p = 0; p < projects; ++p) {
        if (Below(2) == 0) vote.projects.push_back(p);
      }
      if (format == BallotFormat::kChoose1 && vote.projects.size() > 1) vote.projects.resize(1);
      for (size_t i = vote.projects.size(); format == BallotFormat::kOrdinal && i > 1; --i) {
        std::swap(vote.projects[i - 1], vote.projects[Below(i)]);
      }
      for (size_t i = 0; HasPoints(format) && i < vote.projects.size(); ++i) {
        vote.points.push_back(static_cast<int64_t>(Below(6)));
      }
    }
    return {MakeContest(format, budget, costs), std::move(votes)};
  }

  // The same with costs and a budget of any size up to what a manifest holds, 2^53, next to each
  // other: what a double tells of one says nothing about the other.
  std::pair<Contest, std::vector<Vote>> NextFarApart(BallotFormat format) {
    auto [contest, votes] = Next(format);
    const auto amount = [this] {
      const auto power = int64_t{1} << Below(54);
      return Below(2) == 0 ? power
                           : std::max<int64_t>(0, power - 2 + static_cast<int64_t>(Below(4)));
    };
    int64_t budget = 0;
    for (Project& project : contest.projects) {
      project.cost = Money::Minor(amount());
      if (Below(2) == 0) budget += project.cost.minor();
    }
    if (Below(3) == 0) budget = amount();
    budget += static_cast<int64_t>(Below(3)) - 1;
    contest.budget = Money::Minor(std::clamp<int64_t>(budget, 0, int64_t{1} << 53));
    return {std::move(contest), std::move(votes)};
  }

  std::pair<Contest, std::vector<Vote>> Next(BallotFormat format, Costs costs) {
    return costs == Costs::kFarApart ? NextFarApart(format) : Next(format);
  }

 private:
  uint64_t state_;
};

}  // namespace urna::tallying
