#include "tallying/outcome_json.h"

#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <utility>

namespace urna::tallying {
namespace {

using Json = nlohmann::ordered_json;

Json Ids(const Profile& profile, const std::vector<ProjectIndex>& projects) {
  Json ids = Json::array();
  for (const ProjectIndex p : projects) ids.push_back(profile.projects()[p].id.text());
  return ids;
}

Json Ties(const Profile& profile, const std::vector<Tie>& ties) {
  Json json = Json::array();
  for (const Tie& tie : ties) {
    Json entry;
    entry["round"] = tie.round;
    entry["tied"] = Ids(profile, tie.tied);
    json.push_back(std::move(entry));
  }
  return json;
}

Json RoundToJson(const Profile& profile, const Round& round) {
  Json json;
  json["project"] = profile.projects()[round.project].id.text();
  json["funded"] = round.funded;
  json["stage"] = round.stage;
  json["measure"] = round.measure;
  json["value"] = ToText(round.value);
  if (round.effective_support) json["effective_support"] = ToText(*round.effective_support);
  if (!round.payments.empty()) {
    Json payments = Json::array();
    for (const Payment& payment : round.payments) {
      Json entry;
      entry["amount"] = ToText(payment.amount);
      entry["voters"] = payment.voters;
      payments.push_back(std::move(entry));
    }
    json["payments"] = std::move(payments);
  }
  return json;
}

Json ShortfallToJson(const Profile& profile, const Shortfall& shortfall) {
  Json json;
  json["project"] = profile.projects()[shortfall.project].id.text();
  json["supporters_money"] = ToText(shortfall.supporters_money);
  return json;
}

// Ids that are not UTF-8 must not stop a count: their odd bytes become U+FFFD.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A member whose entries may be many and large: each is written as soon as it is made.
template <typename Entries, typename ToJson>
void WriteList(std::string_view name, const Entries& entries, const ToJson& to_json,
               std::ostream& out) {
  if (entries.empty()) return;
  out << ",\"" << name << "\":[";
  bool first = true;
  for (const auto& entry : entries) {
    if (!std::exchange(first, false)) out << ',';
    out << Dump(to_json(entry));
  }
  out << ']';
}

}  // namespace

nlohmann::ordered_json ExplanationToJson(const Profile& profile, const Explanation& explanation) {
  Json json;
  json["project"] = profile.projects()[explanation.project].id.text();
  json["votes"] = explanation.votes;
  if (explanation.place) json["place"] = *explanation.place;
  if (explanation.supporters_money) {
    json["supporters_money"] = ToText(*explanation.supporters_money);
  }
  if (explanation.budget_needed) {
    json["budget_needed"] = FormatMoney(*explanation.budget_needed, profile.minor_digits());
  }
  if (explanation.votes_lacked) json["votes_lacked"] = *explanation.votes_lacked;
  return json;
}

void WriteOutcomeJson(const Profile& profile, const Outcome& outcome,
                      const std::vector<Explanation>& explanations, std::ostream& out) {
  const int digits = profile.minor_digits();
  Json json;
  json["rule"] = outcome.rule;
  json["parameters"] = Json::object();
  for (const auto& [name, value] : outcome.parameters) json["parameters"][name] = value;
  json["tie_break"] = outcome.tie_break;
  json["voters"] = profile.voters();
  json["budget"] = FormatMoney(profile.budget(), digits);
  json["cost"] = FormatMoney(outcome.cost, digits);
  json["selected"] = Ids(profile, outcome.selected);
  json["ties"] = Ties(profile, outcome.ties);
  if (!outcome.completion_ties.empty()) {
    json["completion_ties"] = Ties(profile, outcome.completion_ties);
  }
  if (outcome.endowment) {
    json["endowment"] = ToText(*outcome.endowment);
    json["runs"] = outcome.runs;
  }
  if (!outcome.replaced_by.empty()) json["replaced_by"] = outcome.replaced_by;
  if (!outcome.constraints.empty()) {
    json["constraints"] = Json::array();
    for (const ConstraintEffect& effect : outcome.constraints) {
      Json entry;
      entry["constraint"] = effect.constraint;
      entry["project"] = profile.projects()[effect.project].id.text();
      entry["effect"] = effect.effect;
      json["constraints"].push_back(std::move(entry));
    }
  }
  for (const auto& [name, value] : outcome.proof) json["proof"][name] = value;
  std::string head = Dump(json);
  head.pop_back();  // the closing brace
  out << head;
  const auto write = [&](std::string_view name, const auto& entries, auto* to_json) {
    WriteList(name, entries, [&](const auto& entry) { return to_json(profile, entry); }, out);
  };
  write("rounds", outcome.rounds, RoundToJson);
  write("shortfalls", outcome.shortfalls, ShortfallToJson);
  write("explanations", explanations, ExplanationToJson);
  out << "}\n";
}

std::string OutcomeToJson(const Profile& profile, const Outcome& outcome,
                          const std::vector<Explanation>& explanations) {
  std::ostringstream out;
  WriteOutcomeJson(profile, outcome, explanations, out);
  return std::move(out).str();
}

}  // namespace urna::tallying
