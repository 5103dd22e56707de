#include "services/search/project_text.h"

#include "services/base/resource_name.h"

namespace urna::services {

SearchedText TextOf(const v1::Project& project) {
  SearchedText text;
  for (const v1::LocalizedText& title : project.title()) {
    text.push_back({v1::TEXT_PART_TITLE, title.language(), title.text()});
  }
  for (const v1::LocalizedText& summary : project.summary()) {
    text.push_back({v1::TEXT_PART_SUMMARY, summary.language(), summary.text()});
  }
  for (const std::string& category : project.categories()) {
    text.push_back({v1::TEXT_PART_CATEGORY, "", category});
  }
  text.push_back({v1::TEXT_PART_ID, "", IdOf(Kind::kProject, project.name())});
  return text;
}

}  // namespace urna::services
