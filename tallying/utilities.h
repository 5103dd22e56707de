#ifndef URNA_TALLYING_UTILITIES_H_
#define URNA_TALLYING_UTILITIES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "tallying/parameters.h"
#include "tallying/profile.h"
#include "tallying/ranking.h"

namespace urna::tallying {

// What a funded project is worth to a voter.
enum class Utility {
  kCost,         // its cost, if the ballot lists it: an approved euro is worth a euro
  kCardinality,  // 1, if the ballot lists it
  kPoints,       // the points that the ballot gives it; Borda points on ordinal ballots
};

// The parameters `utility` and `borda` that several rules share, and what their values mean.
Parameter UtilityParameter();
Parameter BordaParameter();
Utility ChosenUtility(std::string_view value, BallotFormat format);
BordaPoints ChosenBorda(std::string_view value);
std::string_view UtilityName(Utility utility);

// Utilities of a profile, ready for counting. `u_i(p) = coefficient * scale(p)`, where the scale is
// the project's cost for kCost and 1 otherwise, so that coefficients are small integers. Voters who
// are equal to the rule are merged into groups.
class Utilities {
 public:
  Utilities(const Profile& profile, Utility utility, BordaPoints borda);

  Utility utility() const { return utility_; }
  // Every coefficient is 1.
  bool unit() const { return utility_ != Utility::kPoints; }

  size_t groups() const { return weight_.size(); }
  int64_t weight(size_t group) const { return weight_[group]; }

  struct Entry {
    uint32_t index;       // of a project (in Ballot) or a group (in Supporters)
    int32_t coefficient;  // positive
  };
  absl::Span<const Entry> Ballot(size_t group) const {
    return absl::MakeConstSpan(ballot_).subspan(ballot_begin_[group],
                                                ballot_begin_[group + 1] - ballot_begin_[group]);
  }
  absl::Span<const Entry> Supporters(ProjectIndex p) const {
    return absl::MakeConstSpan(supporter_)
        .subspan(supporter_begin_[p], supporter_begin_[p + 1] - supporter_begin_[p]);
  }
  size_t ballot_begin(size_t group) const { return ballot_begin_[group]; }
  size_t supporter_begin(ProjectIndex p) const { return supporter_begin_[p]; }
  size_t entries() const { return supporter_.size(); }
  // Sum of weight * coefficient over the supporters; 0 for a project without support.
  int64_t total(ProjectIndex p) const { return total_[p]; }

 private:
  Utility utility_;
  std::vector<int64_t> weight_;
  std::vector<size_t> ballot_begin_, supporter_begin_;
  std::vector<Entry> ballot_, supporter_;
  std::vector<int64_t> total_;
};

}  // namespace urna::tallying

#endif  // URNA_TALLYING_UTILITIES_H_
