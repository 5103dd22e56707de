#include "services/messages/occasions.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"

namespace urna::services {
namespace {

constexpr TextField kFields[] = {
    {"site", "vote.example.org"},
    {"process", "Budget citoyen 2027"},
    {"url", "https://vote.example.org/p/2027/proposals/p17"},
    {"unsubscribe", "https://vote.example.org/unsubscribe?t=…"},
    {"title", "Un banc sous les tilleuls"},
    {"proposal", "17"},
    {"reason", "Il manque le lieu exact."},
    {"due", "12/05/2027 18:00"},
    {"step", "la recevabilité"},
    {"other", "Des bancs pour le quartier nord"},
    {"count", "3"},
    {"phase", "le vote"},
    {"what", "Un banc sous les tilleuls"},
    {"link", "https://vote.example.org/confirm?t=…"},
    {"until", "12/05/2027 18:00"},
};

std::vector<OccasionRow> MakeRows() {
  using Fields = std::vector<std::string_view>;
  const Fields plain = {"title", "proposal"};
  const Fields reasoned = {"title", "proposal", "reason"};
  const Fields judged = {"title", "proposal", "reason", "step"};
  return {
      {v1::OCCASION_RECEIVED, "received", plain, true, true},
      {v1::OCCASION_REVISED, "revised", plain, true, true},
      {v1::OCCASION_SCREENED, "screened", plain, true, true},
      {v1::OCCASION_RETURNED, "returned", {"title", "proposal", "reason", "due"}, true, true},
      {v1::OCCASION_COMPLETION_DUE, "completion-due", {"title", "proposal", "due"}, true, true},
      {v1::OCCASION_SUPPORTED, "supported", {"title", "proposal", "count"}, true, true},
      {v1::OCCASION_ACCEPTED, "accepted", judged, true, true},
      {v1::OCCASION_REJECTED, "rejected", judged, true, true},
      {v1::OCCASION_APPEALED, "appealed", plain, true, true},
      {v1::OCCASION_APPEAL_UPHELD, "appeal-upheld", reasoned, true, true},
      {v1::OCCASION_APPEAL_DISMISSED, "appeal-dismissed", reasoned, true, true},
      {v1::OCCASION_MERGED, "merged", {"title", "proposal", "reason", "other"}, true, true},
      {v1::OCCASION_WITHDRAWN, "withdrawn", reasoned, true, true},
      {v1::OCCASION_HIDDEN, "hidden", reasoned, true, true},
      {v1::OCCASION_RESTORED, "restored", plain, true, true},
      {v1::OCCASION_ON_THE_BALLOT, "on-the-ballot", plain, true, true},
      {v1::OCCASION_ASSIGNED, "assigned", {"count", "due"}, true, true},
      {v1::OCCASION_REVIEW_DUE, "review-due", {"count", "due"}, true, true},
      {v1::OCCASION_PHASE, "phase", {"phase"}, true, true},
      {v1::OCCASION_CONFIRM_FOLLOW, "confirm-follow", {"what", "link"}, true, false},
      {v1::OCCASION_SIGN_IN, "sign-in", {"link", "until"}, false, false},
      {v1::OCCASION_TEST, "test", {}, false, false},
  };
}

bool IsFrench(std::string_view language) { return OwnLanguage(language) == "fr"; }

}  // namespace

std::span<const OccasionRow> Occasions() {
  static const auto& rows = *new std::vector<OccasionRow>(MakeRows());
  return rows;
}

const OccasionRow* FindOccasion(v1::Occasion occasion) {
  const auto found = std::ranges::find(Occasions(), occasion, &OccasionRow::occasion);
  return found == Occasions().end() ? nullptr : &*found;
}

std::vector<TextField> FieldsOf(const OccasionRow& row) {
  std::vector<TextField> out;
  for (const TextField& field : kFields) {
    const bool is_own = std::ranges::find(row.fields, field.name) != row.fields.end();
    const bool is_shared = field.name == "site" ||
                           (row.is_of_process && (field.name == "process" || field.name == "url")) ||
                           (row.can_be_stopped && field.name == "unsubscribe");
    if (is_own || is_shared) out.push_back(field);
  }
  return out;
}

std::string PhaseText(v1::Phase phase, std::string_view language) {
  const bool french = IsFrench(language);
  switch (phase) {
    case v1::PHASE_SUBMISSION:
      return french ? "le dépôt des propositions" : "proposals are taken";
    case v1::PHASE_REVIEW:
      return french ? "l'étude des propositions" : "proposals are reviewed";
    case v1::PHASE_APPEAL:
      return french ? "les recours" : "appeals";
    case v1::PHASE_VOTING:
      return french ? "le vote" : "the vote";
    case v1::PHASE_CLOSED:
      return french ? "la clôture du vote" : "the vote is closed";
    case v1::PHASE_TALLIED:
      return french ? "les résultats" : "the results";
    default:
      return "";
  }
}

std::string StepText(v1::ReviewStep step, std::string_view language) {
  const bool french = IsFrench(language);
  if (step == v1::REVIEW_STEP_FORMAL) return french ? "la recevabilité" : "the formal review";
  return french ? "l'étude de faisabilité" : "the feasibility study";
}

std::string_view OwnLanguage(std::string_view language) {
  const std::string_view primary = language.substr(0, language.find('-'));
  for (const std::string_view own : kLanguages) {
    if (absl::AsciiStrToLower(std::string(primary)) == own) return own;
  }
  return "en";
}

}  // namespace urna::services
