#include "tallying/spending.h"

#include <map>

namespace urna::tallying {
namespace {

// `for_each_label(project, take)` calls take(label) for each label of a project.
template <typename ForEachLabel>
std::vector<Spending> SpendingBy(const Profile& profile, const std::vector<ProjectIndex>& selected,
                                 ForEachLabel for_each_label) {
  std::map<std::string, Spending> by_label;
  for (const Project& project : profile.projects()) {
    for_each_label(project, [&](const std::string& label) { by_label[label].label = label; });
  }
  for (const ProjectIndex p : selected) {
    const Project& project = profile.projects()[p];
    for_each_label(project, [&](const std::string& label) {
      ++by_label[label].projects;
      by_label[label].cost += project.cost;
    });
  }
  std::vector<Spending> spending;
  for (auto& [label, spent] : by_label) spending.push_back(std::move(spent));
  return spending;
}

}  // namespace

std::vector<Spending> SpendingByCategory(const Profile& profile,
                                         const std::vector<ProjectIndex>& selected) {
  return SpendingBy(profile, selected, [](const Project& project, const auto& take) {
    for (const std::string& category : project.categories) take(category);
  });
}

std::vector<Spending> SpendingByArea(const Profile& profile,
                                     const std::vector<ProjectIndex>& selected) {
  return SpendingBy(profile, selected, [](const Project& project, const auto& take) {
    if (!project.area.empty()) take(project.area);
  });
}

}  // namespace urna::tallying
