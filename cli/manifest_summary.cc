#include "cli/manifest_summary.h"

#include <fmt/format.h>

#include "absl/time/time.h"
#include "cli/client/process_description.h"
#include "tallying/money.h"

namespace urna::cli {
namespace {

std::string TitleOf(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& title) {
  return title.empty() ? std::string() : title[0].text();
}

std::string TimeText(std::uint64_t seconds) {
  return absl::FormatTime(absl::RFC3339_sec,
                          absl::FromUnixSeconds(static_cast<std::int64_t>(seconds)),
                          absl::UTCTimeZone());
}

}  // namespace

std::string Summarize(const ledger::Manifest& manifest) {
  const v1::Config& config = manifest.config();
  std::string out = fmt::format(
      "{}: {}\n  voting         {} to {}\n  keys           {} of {} trustees\n", config.process(),
      TitleOf(config.title()), TimeText(config.opening_time()), TimeText(config.closing_time()),
      config.trustee_threshold(), config.trustees_size());
  for (const auto& contest : config.contests()) {
    out += fmt::format("  contest {}: {}\n    {} projects for {} {}, {}, ties by {}\n",
                       contest.id(), TitleOf(contest.title()), contest.projects_size(),
                       tallying::FormatMoney(tallying::Money::Minor(contest.budget()),
                                             static_cast<int>(config.currency_digits())),
                       config.currency(), contest.rule().rule(),
                       client::TieBreakName(contest.rule().tie_break()));
  }
  for (const auto& electorate : config.electorates()) {
    out += fmt::format("  electorate {}: {} people\n", electorate.id(), electorate.slots());
  }
  out += fmt::format("  log            {}\n  manifest hash  {}\n", manifest.log_key().ToVkey(),
                     crypto::ToHex(manifest.hash()));
  return out;
}

}  // namespace urna::cli
