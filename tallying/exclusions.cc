#include "tallying/exclusions.h"

#include <fmt/ranges.h>

#include "absl/strings/str_split.h"
#include "tallying/absl_view.h"

namespace urna::tallying {

std::vector<std::string> ExclusionsIn(std::string_view comment, const Profile& profile) {
  constexpr std::string_view kTogether = "implemented simultaneously", kProjects = "projects ";
  std::vector<std::string> groups;
  for (size_t end; (end = comment.find(kTogether)) != std::string_view::npos;
       comment.remove_prefix(end + kTogether.size())) {
    const size_t list = comment.substr(0, end).rfind(kProjects);
    if (list == std::string_view::npos) continue;
    std::vector<std::string> ids;
    for (const absl::string_view word :
         absl::StrSplit(AbslView(comment.substr(list + kProjects.size(), end - list)),
                        absl::ByAnyChar(" ,"), absl::SkipEmpty())) {
      if (word == "and") continue;
      if (!profile.Find(StdView(word))) break;
      ids.emplace_back(word);
    }
    if (ids.size() > 1) groups.push_back(fmt::format("{}", fmt::join(ids, ",")));
  }
  return groups;
}

}  // namespace urna::tallying
