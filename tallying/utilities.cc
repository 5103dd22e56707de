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
          .choices = {"len-1", "len"},
          .default_value = "len-1",
          .meaning = "points of the first of len ranked projects on an ordinal ballot"};
}

Utility ChosenUtility(std::string_view value, BallotFormat format) {
  if (value == "cost") return Utility::kCost;
  if (value == "cardinality") return Utility::kCardinality;
  if (value == "points") return Utility::kPoints;
  return HasPoints(format) || format == BallotFormat::kOrdinal ? Utility::kPoints : Utility::kCost;
}

BordaPoints ChosenBorda(std::string_view value) {
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
    : utility_(utility) {
  const size_t projects = profile.projects().size();
  const bool by_points = utility == Utility::kPoints;
  const bool ranked = by_points && profile.format() == BallotFormat::kOrdinal;
  // Approval ballots are distinct and sorted already; others can become equal when points or
  // positions do not count.
  const bool distinct =
      by_points || !(HasPoints(profile.format()) || profile.format() == BallotFormat::kOrdinal);
  absl::flat_hash_map<uint64_t, std::vector<uint32_t>> seen;
  std::vector<Entry> entries;
  ballot_begin_.push_back(0);
  for (size_t k = 0; k < profile.kinds(); ++k) {
    const BallotView view = profile.kind(k);
    entries.clear();
    for (size_t i = 0; i < view.projects.size(); ++i) {
      int64_t coefficient = 1;
      if (ranked) {
        coefficient = static_cast<int64_t>(view.projects.size() - i) -
                      (borda == BordaPoints::kLength ? 0 : 1);
      } else if (by_points && HasPoints(profile.format())) {
        coefficient = view.points[i];
      }
      if (coefficient > 0) entries.push_back({view.projects[i], static_cast<int32_t>(coefficient)});
    }
    if (!distinct) {
      std::sort(entries.begin(), entries.end(),
                [](const Entry& a, const Entry& b) { return a.index < b.index; });
      uint64_t hash = entries.size();
      for (const Entry& entry : entries)
        hash = (hash ^ entry.index) * 0x9E3779B97F4A7C15u + (hash >> 31);
      std::vector<uint32_t>& same_hash = seen[hash];
      const auto equal = std::find_if(same_hash.begin(), same_hash.end(), [&](uint32_t group) {
        const absl::Span<const Entry> other = Ballot(group);
        return std::equal(entries.begin(), entries.end(), other.begin(), other.end(),
                          [](const Entry& a, const Entry& b) { return a.index == b.index; });
      });
      if (equal != same_hash.end()) {
        weight_[*equal] += profile.weight(k);
        continue;
      }
      same_hash.push_back(static_cast<uint32_t>(weight_.size()));
    }
    weight_.push_back(profile.weight(k));
    ballot_.insert(ballot_.end(), entries.begin(), entries.end());
    ballot_begin_.push_back(ballot_.size());
  }

  supporter_begin_.assign(projects + 1, 0);
  for (const Entry& entry : ballot_) ++supporter_begin_[entry.index + 1];
  for (size_t p = 0; p < projects; ++p) supporter_begin_[p + 1] += supporter_begin_[p];
  std::vector<size_t> next(supporter_begin_.begin(), supporter_begin_.end() - 1);
  supporter_.resize(ballot_.size());
  total_.assign(projects, 0);
  for (size_t group = 0; group < weight_.size(); ++group) {
    for (const Entry& entry : Ballot(group)) {
      supporter_[next[entry.index]++] = {static_cast<uint32_t>(group), entry.coefficient};
      total_[entry.index] += weight_[group] * entry.coefficient;
    }
  }
}

}  // namespace urna::tallying
