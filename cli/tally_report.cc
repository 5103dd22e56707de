#include "cli/tally_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/rule_text.h"
#include "tallying/spending.h"

namespace urna::cli {
namespace {

using tallying::Money;
using tallying::Profile;
using tallying::Project;
using tallying::ProjectIndex;

constexpr char kStyle[] = R"(
:root{--ink:#1b1b1b;--soft:#5a5a5a;--line:#d5d5d5;--bar:#2f6f9f;--ground:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#eee;--soft:#aaa;--line:#444;--bar:#7ab8e6;--ground:#161616}}
*{box-sizing:border-box}
body{font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);margin:0 auto;max-width:60rem;padding:1rem}
h1{font-size:1.5rem;line-height:1.2}h2{font-size:1.2rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}caption{text-align:left;color:var(--soft);padding:.3rem 0}
th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.scroll{overflow-x:auto}
.bar{display:block;height:.6rem;background:var(--bar);min-width:1px}
td.b{width:35%}
th,h1{overflow-wrap:anywhere}
thead th,td{overflow-wrap:break-word}
/* On a phone each row is a card, and each number stands beside the name of its column. */
@media (max-width:40rem){
thead,td.b{display:none}
table,caption,tbody,tr,th,td{display:block}
tr{border-bottom:2px solid var(--line);padding:.4rem 0}
th,td,th.n,td.n{border:0;padding:.1rem 0;text-align:left;white-space:normal}
#fr:checked~main [data-fr]::before{content:attr(data-fr) " : ";color:var(--soft)}
#en:checked~main [data-en]::before{content:attr(data-en) ": ";color:var(--soft)}
}
#en:checked~main [lang=fr],#fr:checked~main [lang=en]{display:none}
label{margin-right:1rem}
)";

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// The same words in both languages; the page shows one.
std::string Both(std::string_view fr, std::string_view en) {
  return fmt::format("<span lang=\"fr\">{}</span><span lang=\"en\">{}</span>", fr, en);
}

std::string Heading(std::string_view fr, std::string_view en) {
  return fmt::format("<h2>{}</h2>\n", Both(fr, en));
}

// The table puts the name of its column in place of kLabel.
constexpr std::string_view kLabel = "\x01";
std::string Cell(std::string_view content) { return fmt::format("<td{}>{}</td>", kLabel, content); }
std::string NumberCell(std::string_view content) {
  return fmt::format("<td class=\"n\"{}>{}</td>", kLabel, content);
}

// A bar for the eye; its value is in a cell beside it, so readers that do not see it lose nothing.
std::string BarCell(double share) {
  const double width = std::clamp(share, 0.0, 1.0) * 100;
  return fmt::format(
      "<td class=\"b\" aria-hidden=\"true\"><span class=\"bar\" "
      "style=\"width:{:.1f}%\"></span></td>",
      width);
}

class Page {
 public:
  Page(std::string_view title, Language language) {
    const bool french = language == Language::kFrench;
    body_ = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
        "name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\">\n<title>{}</title>\n<style>{}</style>\n</"
        "head>\n<body>\n<input type=\"radio\" name=\"language\" id=\"fr\"{}><label for=\"fr\" "
        "lang=\"fr\">Français</label><input type=\"radio\" name=\"language\" id=\"en\"{}><label "
        "for=\"en\" lang=\"en\">English</label>\n<main>\n<h1>{}</h1>\n",
        french ? "fr" : "en", Escaped(title), std::string_view(kStyle), french ? " checked" : "",
        french ? "" : " checked", Escaped(title));
  }

  void Add(std::string_view html) { body_ += html; }

  struct Column {
    std::string_view fr, en;
    bool number = false;
  };
  // `columns` with an empty name hold bars.
  void Table(std::string_view caption_fr, std::string_view caption_en,
             const std::vector<Column>& columns, const std::vector<std::string>& rows) {
    body_ += fmt::format(
        "<div class=\"scroll\" tabindex=\"0\"><table><caption>{}</caption>\n<thead><tr>",
        Both(caption_fr, caption_en));
    for (const Column& column : columns) {
      if (column.fr.empty()) {
        body_ += "<td aria-hidden=\"true\"></td>";
        continue;
      }
      body_ += fmt::format("{}{}</th>",
                           column.number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">",
                           Both(column.fr, column.en));
    }
    body_ += "</tr></thead>\n<tbody>\n";
    for (const std::string& row : rows)
      body_ += fmt::format("<tr>{}</tr>\n", Labelled(row, columns));
    body_ += "</tbody></table></div>\n";
  }

  // Every row begins with its number or its name, and has a cell for each column.
  static std::string Labelled(const std::string& row, const std::vector<Column>& columns) {
    std::string out;
    std::size_t column = 0, at = 0;
    while (at < row.size()) {
      const std::size_t next = std::min(row.find("<t", at + 1), row.size());
      std::string cell = row.substr(at, next - at);
      if (const std::size_t mark = cell.find(kLabel); mark != std::string::npos) {
        const bool named = column < columns.size() && !columns[column].fr.empty();
        cell.replace(mark, kLabel.size(),
                     named ? fmt::format(" data-fr=\"{}\" data-en=\"{}\"",
                                         Escaped(columns[column].fr), Escaped(columns[column].en))
                           : "");
      }
      out += cell;
      ++column;
      at = next;
    }
    return out;
  }

  std::string Finish() && { return std::move(body_) + "</main>\n</body>\n</html>\n"; }

 private:
  std::string body_;
};

// In both languages, once where they are written alike.
std::string BothOnce(const std::string& fr, const std::string& en) {
  return fr == en ? Escaped(fr) : Both(Escaped(fr), Escaped(en));
}

// Amounts in the file's currency.
class Amounts {
 public:
  explicit Amounts(const tallying::PabulibFile& file)
      : digits_(file.profile.minor_digits()), currency_(file.MetaValue("currency")) {}
  std::string operator()(Money money) const {
    return BothOnce(AmountText(money, digits_, currency_, Language::kFrench),
                    AmountText(money, digits_, currency_, Language::kEnglish));
  }
  std::string operator()(const tallying::Rational& money) const {
    return BothOnce(AmountText(money, currency_, Language::kFrench),
                    AmountText(money, currency_, Language::kEnglish));
  }

 private:
  const int digits_;
  const std::string currency_;
};

std::string Decimal(const tallying::Rational& value) {
  return BothOnce(NumberText(value, Language::kFrench), NumberText(value, Language::kEnglish));
}

std::string Count(int64_t n) { return Decimal(tallying::Rational(n, 1L)); }

// Of so many voters; of none, none.
double Share(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string Percent(double share) {
  const std::string english = fmt::format("{:.1f}", 100 * share);
  std::string french = english;
  std::replace(french.begin(), french.end(), '.', ',');
  return Both(fmt::format("{}\u00a0%", french), fmt::format("{}%", english));
}

std::string TitleOf(const tallying::PabulibFile& file, Language language) {
  std::string title;
  for (const char* key : {"description", "unit", "subunit", "instance"}) {
    const std::string_view value = file.MetaValue(key);
    if (value.empty() || title.find(value) != std::string::npos) continue;
    title += fmt::format("{}{}", title.empty() ? "" : " – ", value);
  }
  if (!title.empty()) return title;
  return language == Language::kFrench ? "Budget participatif" : "Citizen budget";
}

std::string NameOf(const Project& project) {
  return Escaped(project.name.empty() ? project.id.text()
                                      : fmt::format("{} – {}", project.id.text(), project.name));
}

void AddFunded(const Profile& profile, const Amounts& amount, const tallying::Outcome& outcome,
               Page* page) {
  page->Add(Heading("Projets financés", "Funded projects"));
  std::vector<std::string> rows;
  for (size_t i = 0; i < outcome.selected.size(); ++i) {
    const ProjectIndex p = outcome.selected[i];
    const Project& project = profile.projects()[p];
    rows.push_back(fmt::format("{}<th scope=\"row\">{}</th>{}{}", NumberCell(std::to_string(i + 1)),
                               NameOf(project), NumberCell(amount(project.cost)),
                               NumberCell(Count(profile.approvals(p)))));
  }
  page->Table("Dans l'ordre de sélection", "In order of selection",
              {{"Rang", "Place", true},
               {"Projet", "Project"},
               {"Coût", "Cost", true},
               {"Votes", "Votes", true}},
              rows);
}

void AddMoneyBy(const Amounts& amount, const std::vector<tallying::Spending>& spending,
                std::string_view fr, std::string_view en, Page* page) {
  if (spending.empty()) return;
  Money most = Money::Minor(1);
  for (const tallying::Spending& spent : spending) most = std::max(most, spent.cost);
  page->Add(Heading(fr, en));
  std::vector<std::string> rows;
  for (const tallying::Spending& spent : spending) {
    rows.push_back(fmt::format(
        "<th scope=\"row\">{}</th>{}{}{}", Escaped(spent.label),
        NumberCell(std::to_string(spent.projects)), NumberCell(amount(spent.cost)),
        BarCell(static_cast<double>(spent.cost.minor()) / static_cast<double>(most.minor()))));
  }
  page->Table(
      "Un projet compte pour chacune de ses étiquettes", "A project counts for each of its labels",
      {{"Nom", "Name"}, {"Projets", "Projects", true}, {"Montant", "Money", true}, {"", ""}}, rows);
}

void AddSatisfaction(const Profile& profile, const tallying::Outcome& outcome, Page* page) {
  const tallying::Measures measures = Measure(profile, outcome.selected);
  page->Add(Heading("Ce que les votants obtiennent", "What voters get"));
  std::vector<std::string> rows;
  int64_t most = 1;
  for (const int64_t voters : measures.voters_by_projects) most = std::max(most, voters);
  for (size_t k = 0; k < measures.voters_by_projects.size(); ++k) {
    const int64_t voters = measures.voters_by_projects[k];
    rows.push_back(fmt::format("<th scope=\"row\" class=\"n\"{}>{}</th>{}{}{}", kLabel, k,
                               NumberCell(Count(voters)),
                               NumberCell(Percent(Share(voters, measures.voters))),
                               BarCell(static_cast<double>(voters) / static_cast<double>(most))));
  }
  page->Table("Votants selon le nombre de leurs projets financés",
              "Voters by how many of their projects are funded",
              {{"Projets financés", "Funded projects", true},
               {"Votants", "Voters", true},
               {"Part", "Share", true},
               {"", ""}},
              rows);
}

void AddRounds(const Profile& profile, const Amounts& amount, const tallying::Outcome& outcome,
               Page* page) {
  if (outcome.rounds.empty()) return;
  page->Add(Heading("Le dépouillement, tour par tour", "The count, round by round"));
  Money left = profile.budget();
  const bool with_payments =
      std::any_of(outcome.rounds.begin(), outcome.rounds.end(),
                  [](const tallying::Round& round) { return !round.payments.empty(); });
  std::vector<std::string> rows;
  for (size_t i = 0; i < outcome.rounds.size(); ++i) {
    const tallying::Round& round = outcome.rounds[i];
    const Project& project = profile.projects()[round.project];
    if (round.funded) left -= project.cost;
    int64_t payers = 0;
    for (const tallying::Payment& payment : round.payments) payers += payment.voters;
    std::string largest;
    if (!round.payments.empty()) largest = amount(round.payments.front().amount);
    std::string row = fmt::format(
        "{}<th scope=\"row\">{}</th>{}", NumberCell(std::to_string(i + 1)), NameOf(project),
        Cell(round.funded ? Both("financé", "funded") : Both("ne tient pas", "does not fit")));
    if (with_payments) {
      row += NumberCell(payers == 0 ? "–" : Count(payers));
      row += NumberCell(payers == 0 ? "–" : largest);
    }
    rows.push_back(row + NumberCell(amount(left)));
  }
  std::vector<Page::Column> columns = {
      {"Tour", "Round", true}, {"Projet", "Project"}, {"Résultat", "Result"}};
  if (with_payments) {
    columns.push_back({"Soutiens qui paient", "Supporters who pay", true});
    columns.push_back({"Chacun au plus", "Each at most", true});
  }
  columns.push_back({"Reste", "Left", true});
  page->Table("Chaque tour et ce qui reste ensuite", "Each round and what is left after it",
              columns, rows);
}

void AddExplanations(const Profile& profile, const Amounts& amount,
                     const std::vector<tallying::Explanation>& explanations, Page* page) {
  page->Add(Heading("Pourquoi pas ce projet ?", "Why not this project?"));
  std::vector<std::string> rows;
  for (const tallying::Explanation& explanation : explanations) {
    if (explanation.place) continue;
    const Project& project = profile.projects()[explanation.project];
    rows.push_back(fmt::format(
        "<th scope=\"row\">{}</th>{}{}{}{}{}", NameOf(project), NumberCell(amount(project.cost)),
        NumberCell(Count(explanation.votes)),
        NumberCell(explanation.supporters_money ? amount(*explanation.supporters_money) : "–"),
        NumberCell(explanation.budget_needed
                       ? amount(*explanation.budget_needed)
                       : Both("aucun trouvé jusqu'au double", "none found up to double")),
        NumberCell(explanation.votes_lacked ? Count(*explanation.votes_lacked) : "–")));
  }
  page->Table("Projets non financés et ce qui leur a manqué",
              "Projects not funded, and what they lacked",
              {{"Projet", "Project"},
               {"Coût", "Cost", true},
               {"Votes", "Votes", true},
               {"Argent restant de ses soutiens", "Its supporters' money left", true},
               {"Financé avec un budget de", "Funded with a budget of", true},
               {"Votes manquants si les plus soutenus passaient d'abord",
                "Votes lacking if the most supported came first", true}},
              rows);
}

}  // namespace

std::string OutcomeReport(const tallying::PabulibFile& file, const tallying::Outcome& outcome,
                          const std::vector<tallying::Explanation>& explanations,
                          Language language) {
  const Profile& profile = file.profile;
  const Amounts amount(file);
  Page page(TitleOf(file, language), language);
  const auto rule = [&outcome](Language in) {
    return Escaped(RuleText(outcome.rule, outcome.parameters, in));
  };
  const std::size_t voters = profile.voters(), projects = profile.projects().size();
  const std::string budget = amount(profile.budget()), spent = amount(outcome.cost),
                    left = amount(profile.budget() - outcome.cost);
  page.Add(
      fmt::format("<p>{}</p>\n",
                  Both(fmt::format("{}, {}. Règle : {}. Budget {}, dépensé {}, reste {}.",
                                   CountText(voters, "votant", "votants", Language::kFrench),
                                   CountText(projects, "projet", "projets", Language::kFrench),
                                   rule(Language::kFrench), budget, spent, left),
                       fmt::format("{}, {}. Rule: {}. Budget {}, spent {}, left {}.",
                                   CountText(voters, "voter", "voters", Language::kEnglish),
                                   CountText(projects, "project", "projects", Language::kEnglish),
                                   rule(Language::kEnglish), budget, spent, left))));
  AddFunded(profile, amount, outcome, &page);
  AddMoneyBy(amount, SpendingByArea(profile, outcome.selected), "Montants par secteur",
             "Money by area", &page);
  AddMoneyBy(amount, SpendingByCategory(profile, outcome.selected), "Montants par thème",
             "Money by category", &page);
  AddSatisfaction(profile, outcome, &page);
  AddRounds(profile, amount, outcome, &page);
  AddExplanations(profile, amount, explanations, &page);
  return std::move(page).Finish();
}

std::string ComparisonReport(const tallying::PabulibFile& file,
                             const std::vector<Compared>& compared, Language language) {
  const Profile& profile = file.profile;
  const Amounts amount(file);
  Page page(TitleOf(file, language), language);
  page.Add(Heading("Les règles côte à côte", "The rules side by side"));
  std::vector<std::string> names_fr, names_en;
  for (const Compared& entry : compared) {
    const auto& [name, outcome, measured] = entry;
    names_fr.push_back(RuleText(outcome.rule, outcome.parameters, Language::kFrench));
    names_en.push_back(RuleText(outcome.rule, outcome.parameters, Language::kEnglish));
  }
  std::vector<std::string> rows;
  for (const Compared& entry : compared) {
    const tallying::Measures& measures = entry.measures;
    const double nothing = Share(measures.with_nothing, measures.voters);
    rows.push_back(fmt::format("<th scope=\"row\">{}</th>{}{}{}{}{}{}",
                               BothOnce(names_fr[rows.size()], names_en[rows.size()]),
                               NumberCell(std::to_string(entry.outcome.selected.size())),
                               NumberCell(amount(entry.outcome.cost)), NumberCell(Percent(nothing)),
                               NumberCell(Decimal(measures.average_projects)),
                               NumberCell(amount(measures.average_money)),
                               NumberCell(std::to_string(measures.ejr_plus_failures.size()))));
  }
  page.Table("Ce que chaque règle donne", "What each rule gives",
             {{"Règle", "Rule"},
              {"Projets", "Projects", true},
              {"Coût", "Cost", true},
              {"Votants sans rien", "Voters with nothing", true},
              {"Projets par votant", "Projects per voter", true},
              {"Montant par votant", "Money per voter", true},
              {"Projets que la part de leurs soutiens aurait payés, sans financement",
               "Projects that their supporters' shares would have paid for, not funded", true}},
             rows);

  page.Add(Heading("Qui finance quoi", "Which rule funds what"));
  std::vector<Page::Column> columns = {{"Projet", "Project"}, {"Votes", "Votes", true}};
  for (std::size_t i = 0; i < compared.size(); ++i) columns.push_back({names_fr[i], names_en[i]});
  rows.clear();
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    std::string row = fmt::format("<th scope=\"row\">{}</th>{}", NameOf(profile.projects()[p]),
                                  NumberCell(Count(profile.approvals(p))));
    bool anywhere = false;
    for (const Compared& entry : compared) {
      const auto& selected = entry.outcome.selected;
      const bool in = std::find(selected.begin(), selected.end(), p) != selected.end();
      anywhere = anywhere || in;
      row += Cell(in ? Both("oui", "yes") : std::string("–"));
    }
    if (anywhere) rows.push_back(row);
  }
  page.Table("Projets financés par une règle au moins", "Projects that at least one rule funds",
             columns, rows);
  return std::move(page).Finish();
}

}  // namespace urna::cli
