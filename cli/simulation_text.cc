#include "cli/simulation_text.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/client/csv.h"
#include "cli/client/shown_text.h"
#include "cli/rule_text.h"
#include "tallying/money.h"
#include "tallying/parameters.h"

namespace urna::cli {
namespace {

using v1::ScenarioOutcome;
using v1::SimulateResponse;

tallying::ParameterValues ParametersOf(const ScenarioOutcome& outcome) {
  tallying::ParameterValues values;
  for (const v1::RuleParameter& parameter : outcome.rule().parameters()) {
    values[parameter.name()] = parameter.value();
  }
  return values;
}

std::string Decimal(std::int64_t minor, const SimulateResponse& simulation) {
  return tallying::FormatMoney(tallying::Money::Minor(minor),
                               static_cast<int>(simulation.currency_digits()));
}

double ShareWithNothing(const ScenarioOutcome& outcome, const SimulateResponse& simulation) {
  if (simulation.voters() == 0) return 0;
  return static_cast<double>(outcome.voters_with_nothing()) /
         static_cast<double>(simulation.voters());
}

// Rows of cells, the first of each flush left, the others right; the first row is the head.
std::string Columns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows[0].size());
  for (const auto& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], WidthOf(row[c]));
  }
  std::string text;
  for (const auto& row : rows) {
    text += PaddedRight(row[0], widths[0]);
    for (std::size_t c = 1; c < row.size(); ++c) text += "  " + PaddedLeft(row[c], widths[c]);
    text += "\n";
  }
  return text;
}

class Telling {
 public:
  Telling(const SimulateResponse& simulation, Language language)
      : simulation_(simulation), language_(language) {}

  std::string Tell() const {
    std::string text = CountText(simulation_.voters(), Say("votant", "voter"),
                                 Say("votants", "voters"), language_) +
                       "\n";
    for (int i = 0; i < simulation_.outcomes_size(); ++i) {
      const ScenarioOutcome& outcome = simulation_.outcomes(i);
      text += fmt::format(
          "{}. {}\n", i + 1,
          client::Shown(RuleText(outcome.rule().rule(), ParametersOf(outcome), language_)));
    }
    text += "\n" + Figures();
    text += Say("* que la part de leurs soutiens aurait payés, et qui ne sont pas financés\n",
                "* that their supporters' shares would have paid for, and are not funded\n");
    text += Spent(&ScenarioOutcome::cost_by_category, Say("Thème", "Category"));
    return text + Spent(&ScenarioOutcome::cost_by_area, Say("Secteur", "Area"));
  }

 private:
  const char* Say(const char* french, const char* english) const {
    return language_ == Language::kFrench ? french : english;
  }
  std::string Amount(std::int64_t minor) const {
    return AmountText(tallying::Money::Minor(minor),
                      static_cast<int>(simulation_.currency_digits()), simulation_.currency(),
                      language_);
  }
  std::string Percent(double share) const {
    std::string text = fmt::format("{:.1f}\u00a0%", 100 * share);
    if (language_ == Language::kFrench) std::replace(text.begin(), text.end(), '.', ',');
    return text;
  }

  std::string Figures() const {
    std::vector<std::vector<std::string>> rows = {
        {"", Say("enveloppe", "envelope"), Say("projets", "projects"), Say("dépensé", "spent"),
         Say("sans rien", "with nothing"), Say("projets/votant", "projects/voter"),
         Say("montant/votant", "money/voter"), Say("projets dus*", "projects due*")}};
    for (const ScenarioOutcome& outcome : simulation_.outcomes()) {
      rows.push_back({fmt::format("{}.", rows.size()), Amount(outcome.budget()),
                      fmt::format("{}", outcome.selected_projects_size()), Amount(outcome.cost()),
                      Percent(ShareWithNothing(outcome, simulation_)),
                      NumberText(tallying::Rational(outcome.average_projects()), language_),
                      Amount(outcome.average_cost()),
                      fmt::format("{}", outcome.ejr_plus_failures_size())});
    }
    return Columns(rows);
  }

  // What each scenario spends on each label; nothing where there is none.
  using SpendingOf =
      const google::protobuf::RepeatedPtrField<v1::Spending>& (ScenarioOutcome::*)() const;
  std::string Spent(SpendingOf spending_of, const std::string& head) const {
    std::vector<std::vector<std::string>> rows = {{head}};
    for (const ScenarioOutcome& outcome : simulation_.outcomes()) {
      rows[0].push_back(fmt::format("{}.", rows[0].size()));
      const auto& spending = (outcome.*spending_of)();
      for (int i = 0; i < spending.size(); ++i) {
        const auto row = static_cast<std::size_t>(i) + 1;
        if (rows.size() <= row) rows.push_back({client::Shown(spending[i].label())});
        rows[row].push_back(Amount(spending[i].cost()));
      }
    }
    return rows.size() == 1 ? "" : "\n" + Columns(rows);
  }

  const SimulateResponse& simulation_;
  const Language language_;
};

}  // namespace

std::string SimulationTable(const SimulateResponse& simulation, Language language) {
  return Telling(simulation, language).Tell();
}

std::string SimulationJson(const SimulateResponse& simulation) {
  nlohmann::ordered_json json;
  json["voters"] = simulation.voters();
  json["currency"] = simulation.currency();
  json["scenarios"] = nlohmann::ordered_json::array();
  for (const ScenarioOutcome& outcome : simulation.outcomes()) {
    const auto spent = [&simulation](const auto& spending) {
      auto by_label = nlohmann::ordered_json::object();
      for (const v1::Spending& one : spending) {
        by_label[one.label()] = Decimal(one.cost(), simulation);
      }
      return by_label;
    };
    nlohmann::ordered_json scenario;
    scenario["label"] = outcome.label();
    scenario["rule"] = outcome.rule().rule();
    scenario["parameters"] = ParametersOf(outcome);
    scenario["budget"] = Decimal(outcome.budget(), simulation);
    scenario["selected"] = outcome.selected_projects();
    scenario["cost"] = Decimal(outcome.cost(), simulation);
    scenario["cost_by_category"] = spent(outcome.cost_by_category());
    scenario["cost_by_area"] = spent(outcome.cost_by_area());
    scenario["voters_with_nothing"] = outcome.voters_with_nothing();
    scenario["exclusion_ratio"] = ShareWithNothing(outcome, simulation);
    scenario["average_projects"] = outcome.average_projects();
    scenario["average_money"] = Decimal(outcome.average_cost(), simulation);
    scenario["ejr_plus_failures"] = outcome.ejr_plus_failures();
    json["scenarios"].push_back(std::move(scenario));
  }
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string SimulationCsv(const SimulateResponse& simulation) {
  std::vector<std::string> head = {
      "scenario",     "budget",          "voters",           "funded_projects", "cost",
      "with_nothing", "exclusion_ratio", "average_projects", "average_money",   "ejr_plus_failures",
      "selected"};
  if (simulation.outcomes_size() > 0) {
    for (const v1::Spending& spent : simulation.outcomes(0).cost_by_category()) {
      head.push_back("category " + spent.label());
    }
    for (const v1::Spending& spent : simulation.outcomes(0).cost_by_area()) {
      head.push_back("area " + spent.label());
    }
  }
  std::string csv = client::CsvLine(head);
  for (const ScenarioOutcome& outcome : simulation.outcomes()) {
    std::vector<std::string> row = {outcome.label(),
                                    Decimal(outcome.budget(), simulation),
                                    fmt::format("{}", simulation.voters()),
                                    fmt::format("{}", outcome.selected_projects_size()),
                                    Decimal(outcome.cost(), simulation),
                                    fmt::format("{}", outcome.voters_with_nothing()),
                                    fmt::format("{}", ShareWithNothing(outcome, simulation)),
                                    fmt::format("{}", outcome.average_projects()),
                                    Decimal(outcome.average_cost(), simulation),
                                    fmt::format("{}", outcome.ejr_plus_failures_size()),
                                    fmt::format("{}", fmt::join(outcome.selected_projects(), ","))};
    for (const auto* spending : {&outcome.cost_by_category(), &outcome.cost_by_area()}) {
      for (const v1::Spending& spent : *spending) row.push_back(Decimal(spent.cost(), simulation));
    }
    for (std::string& cell : row) cell = client::ShownCell(std::move(cell));
    csv += client::CsvLine(row);
  }
  return csv;
}

}  // namespace urna::cli
