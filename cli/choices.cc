#include "cli/choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "absl/strings/numbers.h"
#include "tallying/ballot.h"

namespace urna::cli {

absl::StatusOr<ledger::Choices> ParseChoices(const ledger::Manifest& manifest,
                                             ledger::ContestId contest,
                                             const std::vector<std::string>& given) {
  const v1::ContestConfig& config = manifest.contest(contest);
  const tallying::BallotFormat format = manifest.codec(contest).contest().format;
  ledger::Choices choices;
  for (const std::string& text : given) {
    std::string_view id = text;
    ledger::Choice choice{0, 1};
    if (tallying::HasPoints(format)) {
      const std::size_t cut = text.rfind('=');
      if (cut == std::string::npos || !absl::SimpleAtoi(text.substr(cut + 1), &choice.points)) {
        return absl::InvalidArgumentError(fmt::format(
            "'{}': this contest's ballots carry points; expected PROJECT=POINTS", text));
      }
      id = id.substr(0, cut);
    }
    const auto& projects = config.projects();
    const auto project =
        std::find_if(projects.begin(), projects.end(), [&](const auto& p) { return p.id() == id; });
    if (project == projects.end()) {
      return absl::InvalidArgumentError(
          fmt::format("contest {} has no project '{}'", config.id(), id));
    }
    choice.project = static_cast<std::uint32_t>(project - projects.begin());
    choices.push_back(choice);
  }
  if (format != tallying::BallotFormat::kOrdinal) {
    std::sort(choices.begin(), choices.end(),
              [](const auto& a, const auto& b) { return a.project < b.project; });
  }
  return choices;
}

}  // namespace urna::cli
