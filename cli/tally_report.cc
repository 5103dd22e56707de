#include "cli/tally_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "tallying/outcome_json.h"
#include "tallying/report.h"
#include "web/pages.h"

namespace urna::cli {
namespace {

constexpr std::string_view kPlace = "@URNA_REPORT@";

// What was voted on, as the file's own words say it.
std::string TitleOf(const tallying::PabulibFile& file) {
  std::string title;
  for (const char* key : {"description", "unit", "subunit", "instance"}) {
    const std::string_view value = file.MetaValue(key);
    if (value.empty() || title.find(value) != std::string::npos) continue;
    title += fmt::format("{}{}", title.empty() ? "" : " – ", value);
  }
  return title;
}

tallying::ReportSubject SubjectOf(const tallying::PabulibFile& file, Language language) {
  tallying::ReportSubject subject;
  // The words of META are English as often as they are the country's.
  if (const std::string title = TitleOf(file); !title.empty()) subject.title = {{"", title}};
  subject.currency = file.MetaValue("currency");
  subject.closed = DayOf(file.MetaValue("date_end"));
  subject.language = language == Language::kFrench ? "fr" : "en";
  const std::string spoken(file.MetaValue("language"));
  for (const tallying::Project& project : file.profile.projects()) {
    if (project.name.empty()) {
      subject.names.emplace_back();
    } else {
      subject.names.push_back({{spoken, project.name}});
    }
  }
  for (const auto& place : file.places) {
    subject.places.push_back(
        place ? std::optional(tallying::GeoPoint{place->longitude, place->latitude})
              : std::nullopt);
  }
  return subject;
}

absl::StatusOr<std::string> Page(const std::string& document) {
  const std::optional<std::string_view> page = web::BuiltPage("report.html");
  if (!page) return absl::InternalError("this program was built without its pages");
  return PutInto(*page, document);
}

}  // namespace

std::string DayOf(std::string_view date) {
  const bool shaped = date.size() == 10 && date[2] == '.' && date[5] == '.';
  if (!shaped) return "";
  for (const std::size_t digit : {0, 1, 3, 4, 6, 7, 8, 9}) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(date[digit]))) return "";
  }
  return fmt::format("{}-{}-{}", date.substr(6), date.substr(3, 2), date.substr(0, 2));
}

absl::StatusOr<std::string> PutInto(std::string_view page, std::string_view document) {
  const std::size_t place = page.find(kPlace);
  if (place == page.npos || page.find(kPlace, place + 1) != page.npos) {
    return absl::InternalError("the page of reports has no place for one");
  }
  // Within a script, no text may look like the end of it, nor begin a comment.
  const std::string safe =
      absl::StrReplaceAll(absl::string_view(document.data(), document.size()),
                          {{"<", "\\u003c"}, {"\u2028", "\\u2028"}, {"\u2029", "\\u2029"}});
  return fmt::format("{}{}{}", page.substr(0, place), safe, page.substr(place + kPlace.size()));
}

absl::StatusOr<std::string> OutcomeReport(const tallying::PabulibFile& file,
                                          const tallying::Outcome& outcome,
                                          const tallying::Explanations& explanations,
                                          absl::Span<const tallying::Compared> compared,
                                          Language language) {
  const auto told = nlohmann::ordered_json::parse(tallying::OutcomeToJson(file.profile, outcome));
  return Page(tallying::WriteReport(SubjectOf(file, language), {.profile = &file.profile,
                                                                .outcome = &told,
                                                                .explanations = &explanations,
                                                                .compared = compared}));
}

absl::StatusOr<std::string> ComparisonReport(const tallying::PabulibFile& file,
                                             absl::Span<const tallying::Compared> compared,
                                             Language language) {
  return Page(tallying::WriteReport(SubjectOf(file, language),
                                    {.profile = &file.profile, .compared = compared}));
}

}  // namespace urna::cli
