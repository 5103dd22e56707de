#ifndef URNA_TALLYING_BALANCED_LOAD_H_
#define URNA_TALLYING_BALANCED_LOAD_H_

#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "tallying/project.h"
#include "tallying/utilities.h"

namespace urna::tallying {

// A load in minor units per voter: cost / voters, not reduced. `voters` is positive.
struct Load {
  absl::int128 cost = 0;
  int64_t voters = 1;

  friend bool operator<(const Load& a, const Load& b) {
    return a.cost * b.voters < b.cost * a.voters;
  }
  friend bool operator==(const Load& a, const Load& b) {
    return a.cost * b.voters == b.cost * a.voters;
  }
};

// The smallest possible largest load when the costs of `projects`, each with support, are spread
// over their supporters: the maximum of cost(T) / |supporters of T| over non-empty T. At least
// `known`, a load that some T is known to have (zero if none is).
Load BalancedLoad(const Utilities& utilities, const std::vector<int64_t>& costs,
                  const std::vector<ProjectIndex>& projects, const Load& known);

}  // namespace urna::tallying

#endif  // URNA_TALLYING_BALANCED_LOAD_H_
