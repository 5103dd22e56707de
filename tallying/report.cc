#include "tallying/report.h"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "tallying/outcome_json.h"

namespace urna::tallying {
namespace {

using Json = nlohmann::ordered_json;

Json TextsToJson(const ReportTexts& texts) {
  Json json = Json::array();
  for (const ReportText& text : texts) {
    Json entry;
    if (!text.language.empty()) entry["language"] = text.language;
    entry["text"] = text.text;
    json.push_back(std::move(entry));
  }
  return json;
}

Json IdsToJson(const Profile& profile, const std::vector<ProjectIndex>& projects) {
  Json ids = Json::array();
  for (const ProjectIndex p : projects) ids.push_back(profile.projects()[p].id.text());
  return ids;
}

// All but the votes, which a contest of which nothing is decrypted does not have.
Json ProjectToJson(const ReportSubject& subject, const Contest& contest, ProjectIndex p) {
  const Project& project = contest.projects[p];
  Json json;
  json["id"] = project.id.text();
  const bool named = p < subject.names.size() && !subject.names[p].empty();
  json["name"] = TextsToJson(named ? subject.names[p] : ReportTexts{{"", project.name}});
  json["cost"] = FormatMoney(project.cost, contest.minor_digits);
  if (!project.categories.empty()) json["categories"] = project.categories;
  if (!project.area.empty()) json["area"] = project.area;
  if (p < subject.places.size() && subject.places[p]) {
    json["place"] = {subject.places[p]->longitude, subject.places[p]->latitude};
  }
  return json;
}

Json Head(const ReportSubject& subject, const Contest& contest, std::string_view kind) {
  Json json;
  json["kind"] = kind;
  json["title"] = TextsToJson(subject.title);
  if (!subject.language.empty()) json["language"] = subject.language;
  if (!subject.closed.empty()) json["closed"] = subject.closed;
  if (!subject.currency.empty()) json["currency"] = subject.currency;
  json["currency_digits"] = contest.minor_digits;
  json["ballots"] = BallotFormatName(contest.format);
  json["budget"] = FormatMoney(contest.budget, contest.minor_digits);
  if (!subject.areas.empty()) {
    Json areas = Json::array();
    for (const auto& [id, name] : subject.areas) {
      areas.push_back(Json{{"id", id}, {"name", TextsToJson(name)}});
    }
    json["areas"] = std::move(areas);
  }
  return json;
}

// Who pays what can be as long as the roll; how many pay, and how much at most, says enough.
void Shorten(Json& round) {
  const auto payments = round.find("payments");
  if (payments == round.end() || !payments->is_array() || payments->empty()) return;
  std::int64_t payers = 0;
  for (const Json& payment : *payments) payers += payment.value("voters", std::int64_t{0});
  Json largest = payments->front().value("amount", "0");
  round.erase("payments");
  round["payers"] = payers;
  round["largest"] = std::move(largest);
}

std::vector<ProjectIndex> SelectedBy(const Profile& profile, const Json& outcome) {
  std::vector<ProjectIndex> selected;
  for (const Json& id : outcome.value("selected", Json::array())) {
    if (!id.is_string()) continue;
    if (const auto p = profile.Find(id.get<std::string>())) selected.push_back(*p);
  }
  return selected;
}

// Names that are not UTF-8 must not stop a report: their odd bytes become U+FFFD.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

nlohmann::ordered_json ComparedToJson(const Profile& profile, const Compared& compared) {
  const Outcome& outcome = compared.outcome;
  const Measures& measures = compared.measures;
  Json rule;
  rule["rule"] = outcome.rule;
  for (const auto& [name, value] : outcome.parameters) rule["parameters"][name] = value;
  rule["selected"] = IdsToJson(profile, outcome.selected);
  rule["cost"] = FormatMoney(outcome.cost, profile.minor_digits());
  rule["voters_with_nothing"] = measures.with_nothing;
  rule["exclusion_ratio"] =
      measures.voters == 0 ? "0" : ToText(Ratio(measures.with_nothing, measures.voters));
  rule["average_projects"] = ToText(measures.average_projects);
  rule["average_money"] = ToText(measures.average_money);
  rule["voters_by_projects"] = measures.voters_by_projects;
  rule["ejr_plus_failures"] = IdsToJson(profile, measures.ejr_plus_failures);
  return rule;
}

std::string WriteReport(const ReportSubject& subject, const ReportContents& contents) {
  const Profile& profile = *contents.profile;
  const Contest& contest = profile.contest();
  Json json = Head(subject, contest, contents.outcome == nullptr ? "comparison" : "outcome");
  json["voters"] = profile.voters();
  Json projects = Json::array();
  for (ProjectIndex p = 0; p < contest.projects.size(); ++p) {
    Json project = ProjectToJson(subject, contest, p);
    project["votes"] = profile.approvals(p);
    if (contest.with_points()) project["points"] = profile.points(p);
    projects.push_back(std::move(project));
  }
  json["projects"] = std::move(projects);
  if (contents.outcome != nullptr) {
    Json outcome = *contents.outcome;
    const Measures measures = Measure(profile, SelectedBy(profile, outcome));
    if (const auto rounds = outcome.find("rounds"); rounds != outcome.end()) {
      for (Json& round : *rounds) Shorten(round);
    }
    json["outcome"] = std::move(outcome);
    json["measures"]["voters_with_nothing"] = measures.with_nothing;
    json["measures"]["voters_by_projects"] = measures.voters_by_projects;
    json["measures"]["ejr_plus_failures"] = IdsToJson(profile, measures.ejr_plus_failures);
  }
  if (contents.explanations != nullptr) {
    Json explanations = Json::array();
    for (const Explanation& explanation : contents.explanations->projects) {
      explanations.push_back(ExplanationToJson(profile, explanation));
    }
    json["explanations"] = std::move(explanations);
    json["tried"] = FormatMoney(contents.explanations->tried, contest.minor_digits);
    if (contents.explanations->stopped) json["stopped"] = true;
  }
  if (!contents.compared.empty()) {
    Json compared = Json::array();
    for (const Compared& rule : contents.compared) {
      compared.push_back(ComparedToJson(profile, rule));
    }
    json["compared"] = std::move(compared);
  }
  json["complete"] = contents.complete;
  return Dump(json);
}

std::string WriteReportOfTooFew(const ReportSubject& subject, const Contest& contest,
                                std::uint64_t ballots, std::uint64_t minimum) {
  Json json = Head(subject, contest, "outcome");
  json["voters"] = ballots;
  json["minimum"] = minimum;
  Json projects = Json::array();
  for (ProjectIndex p = 0; p < contest.projects.size(); ++p) {
    projects.push_back(ProjectToJson(subject, contest, p));
  }
  json["projects"] = std::move(projects);
  json["complete"] = true;
  return Dump(json);
}

}  // namespace urna::tallying
