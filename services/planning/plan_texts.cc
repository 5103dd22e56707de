#include "services/planning/plan_texts.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/config.h"
#include "services/planning/mandate_rules.h"

namespace urna::services {

void CheckPlanSize(const google::protobuf::Message& message, std::string_view at,
                   FieldViolations& violations) {
  const std::size_t size = message.ByteSizeLong();
  if (size > 0 && size <= kMaxPlanBytes) return;
  violations.Add(std::string(at),
                 fmt::format("has {} bytes in all; expected 1 to {}", fmt::group_digits(size),
                             fmt::group_digits(kMaxPlanBytes)));
}

void CheckEveryLanguage(const LocalizedTexts& texts, const v1::Process& process,
                        std::string_view at, FieldViolations& missing) {
  for (const v1::LocalizedText& title : process.title()) {
    if (std::ranges::find(texts, title.language(), &v1::LocalizedText::language) == texts.end()) {
      missing.Add(std::string(at), fmt::format("expected a text in {}", title.language()));
    }
  }
}

void DistinctIds::Check(const std::string& id, std::string_view at, FieldViolations& violations) {
  std::string here = fmt::format("{}.id", at);
  if (!ledger::IsResourceId(id)) {
    violations.Add(std::move(here),
                   "expected 1 to 63 lower-case letters, digits and hyphens, beginning with a "
                   "letter");
  } else if (!seen_.insert(id).second) {
    violations.Add(std::move(here), fmt::format("{} is there already", id));
  }
}

}  // namespace urna::services
