// What a server would refuse of a written proposal, said before it is sent.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "cli/client/errors.h"
#include "cli/client/written_proposal.h"
#include "ledger/text.h"
#include "tallying/money.h"

namespace urna::client {
namespace {

constexpr std::size_t kMaxTitle = 200;
constexpr std::size_t kMaxSummary = 1000;
constexpr std::size_t kMaxDescription = 20'000;
constexpr std::size_t kMaxLine = 200;
constexpr std::size_t kMaxAnswer = 4000;
constexpr std::size_t kMaxContact = 500;

using Faults = std::vector<std::string>;

void CheckSize(std::string_view what, const std::string& text, std::size_t most, Faults& faults) {
  if (text.size() > most) {
    faults.push_back(fmt::format("{}: has {} bytes; expected at most {}", what, text.size(), most));
  } else if (!ledger::IsPlainText(text)) {
    faults.push_back(fmt::format("{}: expected text without control characters", what));
  }
}

std::optional<double> Degrees(const std::string& text, double most) {
  double value = 0;
  const bool read = absl::SimpleAtod(text, &value) && std::abs(value) <= most;
  return read ? std::optional(value) : std::nullopt;
}

std::string PlaceOf(const WrittenProposal& written, Faults& faults) {
  if (written.latitude.empty() && written.longitude.empty()) return written.place;
  constexpr double kMostLatitude = 90, kMostLongitude = 180;
  const auto latitude = Degrees(written.latitude, kMostLatitude);
  const auto longitude = Degrees(written.longitude, kMostLongitude);
  if (!latitude || !longitude || !written.place.empty()) {
    faults.push_back(
        "lat, lon: expected both in degrees, such as 43.6045 and 1.4440, and no place "
        "beside them");
    return "";
  }
  return fmt::format(R"({{"type":"Point","coordinates":[{},{}]}})", *longitude, *latitude);
}

std::optional<std::int64_t> CostOf(const WrittenProposal& written, const ProposalRules& rules,
                                   Faults& faults) {
  if (written.cost.empty()) return std::nullopt;
  const auto decimal = tallying::ParseDecimal(written.cost);
  const auto money = decimal.ok() ? tallying::ToMoney(*decimal, rules.currency_digits)
                                  : absl::StatusOr<tallying::Money>(decimal.status());
  if (money.ok()) return money->minor();
  faults.push_back(fmt::format("cost: {}", ledger::MessageOf(money.status())));
  return std::nullopt;
}

bool IsOneOf(const google::protobuf::RepeatedPtrField<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

// What is expected of an answer; empty where it is right.
std::string Expected(const v1::FormField& field, const std::string& value) {
  std::int64_t number = 0;
  absl::CivilDay day;
  switch (field.type()) {
    case v1::FIELD_TYPE_LINE:
      return value.size() <= kMaxLine && value.find('\n') == std::string::npos
                 ? ""
                 : "one line of at most 200 bytes";
    case v1::FIELD_TYPE_NUMBER:
      return absl::SimpleAtoi(value, &number) ? "" : "a whole number";
    case v1::FIELD_TYPE_BOOL:
      return value == "true" || value == "false" ? "" : "true or false";
    case v1::FIELD_TYPE_CHOICE:
      return IsOneOf(field.choices(), value)
                 ? ""
                 : fmt::format("one of {}", fmt::join(field.choices(), ", "));
    case v1::FIELD_TYPE_DATE:
      return absl::ParseCivilTime(value, &day) ? "" : "a date such as 2027-03-31";
    case v1::FIELD_TYPE_LINK:
      return value.starts_with("https://") || value.starts_with("http://")
                 ? ""
                 : "a link that begins with https://";
    case v1::FIELD_TYPE_MAIL:
      return value.find('@') != std::string::npos ? "" : "an address such as marie@example.org";
    default:
      return "";
  }
}

// In the order of the form, which is the one that a server wants.
void AddAnswers(const WrittenProposal& written, const ProposalRules& rules, bool complete,
                v1::ProposalContent& content, Faults& faults) {
  for (const auto& [id, value] : written.answers) {
    const bool known =
        std::ranges::find(rules.form.fields(), id, &v1::FormField::id) != rules.form.fields().end();
    if (!known) faults.push_back(fmt::format("field.{}: the form has no such field", id));
  }
  for (const v1::FormField& field : rules.form.fields()) {
    const auto given = std::ranges::find_if(written.answers, [&](const auto& answer) {
      return answer.first == field.id() && !answer.second.empty();
    });
    if (given == written.answers.end()) {
      if (complete && field.required()) {
        faults.push_back(fmt::format("field.{}: is asked for", field.id()));
      }
      continue;
    }
    const std::string what = fmt::format("field.{}", field.id());
    CheckSize(what, given->second, kMaxAnswer, faults);
    if (const std::string expected = Expected(field, given->second); !expected.empty()) {
      faults.push_back(fmt::format("{}: expected {}", what, expected));
    }
    v1::FieldAnswer& answer =
        field.internal() ? *content.add_internal_answers() : *content.mutable_text()->add_answers();
    answer.set_field(field.id());
    answer.set_value(given->second);
  }
}

void CheckChoices(const WrittenProposal& written, const ProposalRules& rules, Faults& faults) {
  if (!written.area.empty() && std::ranges::find(rules.areas, written.area) == rules.areas.end()) {
    faults.push_back(fmt::format("area: there is no {}; expected one of {}", written.area,
                                 fmt::join(rules.areas, ", ")));
  }
  std::vector<std::string> categories;
  for (const v1::FormCategory& category : rules.form.categories()) {
    categories.push_back(category.id());
  }
  if (!written.category.empty() &&
      std::ranges::find(categories, written.category) == categories.end()) {
    faults.push_back(fmt::format("category: there is no {}; expected one of {}", written.category,
                                 fmt::join(categories, ", ")));
  }
}

void RequireAll(const v1::ProposalText& text, const v1::SubmissionForm& form, Faults& faults) {
  const auto require = [&](bool there, std::string_view what) {
    if (!there) faults.push_back(fmt::format("{}: is asked for", what));
  };
  require(!text.title().empty(), "title");
  require(!text.summary().empty(), "summary");
  require(!form.place_required() || !text.place().empty(), "place");
  require(!form.cost_required() || text.has_estimated_cost(), "cost");
  require(form.categories().empty() || !text.category().empty(), "category");
}

}  // namespace

CheckedProposal CheckProposal(const WrittenProposal& written, const ProposalRules& rules,
                              bool complete) {
  CheckedProposal out;
  Faults& faults = out.faults;
  CheckSize("title", written.title, kMaxTitle, faults);
  if (written.title.find('\n') != std::string::npos) faults.push_back("title: expected one line");
  CheckSize("summary", written.summary, kMaxSummary, faults);
  CheckSize("description", written.description, kMaxDescription, faults);
  CheckSize("author", written.author, kMaxLine, faults);
  CheckSize("contact", written.contact, kMaxContact, faults);
  CheckChoices(written, rules, faults);

  v1::ProposalContent& content = out.content;
  v1::ProposalText& text = *content.mutable_text();
  text.set_language(written.language.empty() ? rules.language : written.language);
  text.set_title(written.title);
  text.set_summary(written.summary);
  text.set_description(written.description);
  text.set_area(written.area);
  text.set_category(written.category);
  text.set_place(PlaceOf(written, faults));
  if (const auto cost = CostOf(written, rules, faults)) text.set_estimated_cost(*cost);
  content.set_author_name(written.author);
  content.set_contact(written.contact);
  AddAnswers(written, rules, complete, content, faults);
  if (complete) RequireAll(text, rules.form, faults);
  return out;
}

}  // namespace urna::client
