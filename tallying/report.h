#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "tallying/comparison.h"
#include "tallying/explanation.h"
#include "tallying/profile.h"

namespace urna::tallying {

// A text in a language: a BCP 47 tag, or empty where nobody says which.
struct ReportText {
  std::string language;
  std::string text;
};
using ReportTexts = std::vector<ReportText>;

// Degrees, WGS 84.
struct GeoPoint {
  double longitude = 0;
  double latitude = 0;
};

// What was voted on, in words: what a profile does not know.
struct ReportSubject {
  ReportTexts title;
  std::string currency;  // ISO 4217; empty where nobody says
  std::string closed;    // the last day of the vote, "2022-10-31"; empty where nobody says
  std::string language;  // the one to begin with, of the two that the pages speak; empty: the reader's
  // For each of the profile's projects; empty where none has any.
  std::vector<ReportTexts> names;
  std::vector<std::optional<GeoPoint>> places;
  // By the areas of projects; one that is left out is its own name.
  std::map<std::string, ReportTexts> areas;
};

// What is shown; all but the profile may be left out.
struct ReportContents {
  const Profile* profile = nullptr;
  // As outcome_json.h writes it, with its trace. Without it the report is of rules side by side.
  const nlohmann::ordered_json* outcome = nullptr;
  const Explanations* explanations = nullptr;
  absl::Span<const Compared> compared;
  // False where the same report will hold more when it is asked for again.
  bool complete = true;
};

// What people are shown of an outcome, or of rules side by side, as one JSON document in UTF-8, which the
// pages draw (web/src/report/document.ts). Members stand there where there is something to say. Amounts,
// ids and rationals are spelled as in the outcome.
//
//   title, areas[].name, projects[].name   [{"language", "text"}]
//   kind                "outcome" or "comparison"
//   language, closed    of the subject
//   currency, currency_digits
//   ballots             the format, as Pabulib calls it
//   budget, voters; minimum where there were fewer ballots than it demands, and nothing but the projects follows
//   projects            [{"id", "name", "cost", "votes", "points", "categories", "area", "place": [longitude, latitude]}]
//   areas               [{"id", "name"}]
//   outcome             as published, but for `payments` of rounds: "payers" and the "largest" of them
//   measures            {"voters_with_nothing", "voters_by_projects", "ejr_plus_failures"}: of the outcome, as in `compared`
//   explanations        as `urna tally --explain --json` has them
//   tried               the largest envelope up to which was tried what it funds
//   stopped             true where larger ones were not tried for want of time
//   compared            as `urna compare --json` has them
//   complete
std::string WriteReport(const ReportSubject& subject, const ReportContents& contents);

// Of a contest of which nothing is decrypted: there were `ballots`, and `minimum` were needed.
std::string WriteReportOfTooFew(const ReportSubject& subject, const Contest& contest,
                                std::uint64_t ballots, std::uint64_t minimum);

// What `urna compare --json` says of a rule.
nlohmann::ordered_json ComparedToJson(const Profile& profile, const Compared& compared);

}  // namespace urna::tallying
