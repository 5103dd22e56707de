#include "tallying/utilities.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"

namespace urna::tallying {

Parameter UtilityParameter() {
  return {.name = "utility",
          .type = Parameter::Type::kChoice,
          .choices = {"auto", "cost", "cardinality", "points"},
          .default_value = "auto",
          .meaning =
              "what a funded project is worth to its supporters: its cost, 1, or the points of "
              "the ballot; auto is cost for approval and choose-1 ballots, else points"};
}

Parameter BordaParameter() {
  return {.name = "borda",
          .type = Parameter::Type::kChoice,
          .choices = {"len-1", "len", "ballot"},
          .default_value = "len-1",
          .meaning =
              "points of the first of len ranked projects on an ordinal ballot; ballot: the "
              "points that the ballots give beside the ranks"};
}

Utility ChosenUtility(std::string_view value, BallotFormat format) {
  if (value == "cost") return Utility::kCost;
  if (value == "cardinality") return Utility::kCardinality;
  if (value == "points") return Utility::kPoints;
  return HasPoints(format) || format == BallotFormat::kOrdinal ? Utility::kPoints : Utility::kCost;
}

BordaPoints ChosenBorda(std::string_view value) {
  if (value == "ballot") return BordaPoints::kOfBallot;
  return value == "len" ? BordaPoints::kLength : BordaPoints::kLengthMinusOne;
}

std::string_view UtilityName(Utility utility) {
  switch (utility) {
    case Utility::kCost:
      return "cost";
    case Utility::kCardinality:
      return "cardinality";
    case Utility::kPoints:
      return "points";
  }
  return "";
}

Utilities::Utilities(const Profile& profile, Utility utility, BordaPoints borda)
    : profile_(profile), utility_(utility) {
  // Approval ballots are distinct already; others can become equal when points or positions do not
  // count.
  same_as_kinds_ =
      unit() && !HasPoints(profile.format()) && profile.format() != BallotFormat::kOrdinal;
  if (same_as_kinds_) {
    weight_.reserve(profile.kinds());
    for (size_t k = 0; k < profile.kinds(); ++k) {
      weight_.push_back(static_cast<uint32_t>(profile.weight(k)));
    }
  } else {
    CollectBallots(borda);
  }
  CollectSupporters();
}

void Utilities::CollectBallots(BordaPoints borda) {
  const bool by_points = utility_ == Utility::kPoints;
  const bool ranked = by_points && profile_.format() == BallotFormat::kOrdinal;
  absl::flat_hash_map<uint64_t, std::vector<uint32_t>> seen;
  std::vector<uint32_t> listed;
  ballots_.begin.push_back(0);
  for (size_t k = 0; k < profile_.kinds(); ++k) {
    const BallotView view = profile_.kind(k);
    const auto weight = static_cast<uint32_t>(profile_.weight(k));
    if (by_points) {
      for (size_t i = 0; i < view.projects.size(); ++i) {
        int64_t coefficient = 1;
        if (ranked && borda != BordaPoints::kOfBallot) {
          coefficient = static_cast<int64_t>(view.projects.size() - i) -
                        (borda == BordaPoints::kLength ? 0 : 1);
        } else if (profile_.contest().with_points()) {
          coefficient = view.points[i];
        }
        if (coefficient <= 0) continue;
        ballots_.indexes.push_back(view.projects[i]);
        ballots_.coefficients.push_back(static_cast<int32_t>(coefficient));
      }
    } else {
      listed.assign(view.projects.begin(), view.projects.end());
      std::sort(listed.begin(), listed.end());
      uint64_t hash = listed.size();
      for (const uint32_t p : listed) hash = (hash ^ p) * 0x9E3779B97F4A7C15u + (hash >> 31);
      std::vector<uint32_t>& same_hash = seen[hash];
      const auto equal = std::find_if(same_hash.begin(), same_hash.end(), [&](uint32_t group) {
        return ballots_.At(group).indexes() == absl::MakeConstSpan(listed);
      });
      if (equal != same_hash.end()) {
        weight_[*equal] += weight;
        continue;
      }
      same_hash.push_back(static_cast<uint32_t>(weight_.size()));
      ballots_.indexes.insert(ballots_.indexes.end(), listed.begin(), listed.end());
    }
    weight_.push_back(weight);
    ballots_.begin.push_back(ballots_.indexes.size());
  }
}

void Utilities::CollectSupporters() {
  const size_t projects = profile_.projects().size();
  supporters_.begin.assign(projects + 1, 0);
  for (size_t group = 0; group < groups(); ++group) {
    for (const uint32_t p : Ballot(group).indexes()) ++supporters_.begin[p + 1];
  }
  for (size_t p = 0; p < projects; ++p) supporters_.begin[p + 1] += supporters_.begin[p];
  std::vector<size_t> next(supporters_.begin.begin(), supporters_.begin.end() - 1);
  supporters_.indexes.resize(supporters_.begin.back());
  if (!unit()) supporters_.coefficients.resize(supporters_.begin.back());
  total_.assign(projects, 0);
  for (size_t group = 0; group < groups(); ++group) {
    for (const Entry entry : Ballot(group)) {
      const size_t at = next[entry.index]++;
      supporters_.indexes[at] = static_cast<uint32_t>(group);
      if (!unit()) supporters_.coefficients[at] = entry.coefficient;
      total_[entry.index] += weight(group) * entry.coefficient;
    }
  }
}

}  // namespace urna::tallying
