#include "tallying/measures.h"

#include <algorithm>
#include <utility>

#include "absl/numeric/int128.h"

namespace urna::tallying {

Measures Measure(const Profile& profile, const std::vector<ProjectIndex>& selected) {
  Measures measures;
  measures.voters = static_cast<int64_t>(profile.voters());
  if (measures.voters == 0) return measures;
  std::vector<bool> in(profile.projects().size());
  for (const ProjectIndex p : selected) in[p] = true;
  std::vector<Money> satisfaction(profile.kinds());
  std::vector<std::vector<uint32_t>> supporters(profile.projects().size());
  Rational projects = 0, money = 0;
  for (uint32_t k = 0; k < profile.kinds(); ++k) {
    size_t funded = 0;
    for (const ProjectIndex p : profile.kind(k).projects) {
      supporters[p].push_back(k);
      if (!in[p]) continue;
      ++funded;
      satisfaction[k] += profile.projects()[p].cost;
    }
    if (measures.voters_by_projects.size() <= funded)
      measures.voters_by_projects.resize(funded + 1);
    measures.voters_by_projects[funded] += profile.weight(k);
    projects += Ratio(static_cast<int64_t>(funded), 1) * profile.weight(k);
    money += Rational(satisfaction[k].minor()) * profile.weight(k);
  }
  measures.with_nothing = measures.voters_by_projects[0];
  measures.average_projects = projects / measures.voters;
  measures.average_money = money / measures.voters / PowerOfTen(profile.minor_digits());

  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    const Money cost = profile.projects()[p].cost;
    if (in[p] || supporters[p].empty()) continue;
    std::vector<uint32_t>& group = supporters[p];
    std::sort(group.begin(), group.end(),
              [&](uint32_t a, uint32_t b) { return satisfaction[a] < satisfaction[b]; });
    int64_t members = 0;
    for (const uint32_t k : group) {
      members += profile.weight(k);
      const absl::int128 share = absl::int128(profile.budget().minor()) * members;
      const absl::int128 reached = absl::int128((satisfaction[k] + cost).minor()) * measures.voters;
      if (reached < share) {
        measures.ejr_plus_failures.push_back(p);
        break;
      }
    }
  }
  return measures;
}

}  // namespace urna::tallying
