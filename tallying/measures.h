#pragma once

#include <cstdint>
#include <vector>

#include "tallying/profile.h"
#include "tallying/rational.h"

namespace urna::tallying {

// What an outcome gives the voters; the figures by which rules are compared.
struct Measures {
  int64_t voters = 0;
  // Of whose projects none is funded, blank ballots included: the exclusion ratio.
  int64_t with_nothing = 0;
  Rational average_projects;  // funded projects that a voter listed, per voter
  Rational average_money;     // their cost, per voter, in currency units
  // voters_by_projects[k]: voters of whose listed projects k are funded.
  std::vector<int64_t> voters_by_projects;
  // Projects that show a failure of EJR+ up to any project, for cost utilities (Brill, Peters
  // 2023): not funded, yet some of its supporters could have paid for it with their equal shares of
  // the budget, and each of them has less approved money funded, even counting this project, than
  // those shares come to.
  std::vector<ProjectIndex> ejr_plus_failures;
};

Measures Measure(const Profile& profile, const std::vector<ProjectIndex>& selected);

}  // namespace urna::tallying
