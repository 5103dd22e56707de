#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tallying/profile.h"

namespace urna::tallying {

// What an outcome spends on one category or area.
struct Spending {
  std::string label;
  int64_t projects = 0;  // that are funded
  Money cost;            // theirs together
};

// For every category that any project has, by name, those of which nothing is funded included. A
// project counts for each of its categories, so that sums may exceed the cost of the outcome.
std::vector<Spending> SpendingByCategory(const Profile& profile,
                                         const std::vector<ProjectIndex>& selected);

// The same for areas; projects without one are left out.
std::vector<Spending> SpendingByArea(const Profile& profile,
                                     const std::vector<ProjectIndex>& selected);

}  // namespace urna::tallying
