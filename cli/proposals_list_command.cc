#include "cli/proposals_list_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/client/files.h"
#include "cli/proposal_text.h"
#include "cli/proposals_options.h"
#include "cli/table_text.h"
#include "tallying/money.h"

namespace urna::cli {
namespace {

using client::ProposalsClient;
using Stub = ProposalsClient::Stub;

constexpr char kAllOfMine[] = "processes/-";

const std::map<std::string, v1::ProposalOrder> kOrders = {
    {"number", v1::PROPOSAL_ORDER_UNSPECIFIED},    {"cost", v1::PROPOSAL_ORDER_COST},
    {"title", v1::PROPOSAL_ORDER_TITLE},           {"changed", v1::PROPOSAL_ORDER_UPDATE_TIME},
    {"supporters", v1::PROPOSAL_ORDER_SUPPORTERS}, {"relevance", v1::PROPOSAL_ORDER_RELEVANCE},
};

const std::map<std::string, v1::AppealStatus> kAppeals = {
    {"filed", v1::APPEAL_STATUS_FILED},
    {"upheld", v1::APPEAL_STATUS_UPHELD},
    {"dismissed", v1::APPEAL_STATUS_DISMISSED},
};

struct ListOptions {
  ServerOptions server;
  OutputOptions output;
  std::string process;
  std::vector<std::string> statuses;
  std::string area;
  std::string category;
  std::string assignee;
  std::string least_cost;
  std::string most_cost;
  bool awaits_screening = false;
  bool reported = false;
  std::string search;
  std::vector<v1::AppealStatus> appeals;
  v1::ProposalOrder order = v1::PROPOSAL_ORDER_UNSPECIFIED;
  bool descending = false;
  int most = 0;
  int page_size = 0;
  std::string file;
};

// A number of minor units where the process is one, and its currency is known.
absl::Status ReadCosts(const ListOptions& options, const CurrencyOf& currency,
                       v1::ProposalFilter& filter) {
  if (!options.least_cost.empty()) {
    const auto cost = ParseCost(options.least_cost, currency.digits, "--least-cost");
    if (!cost.ok()) return cost.status();
    filter.set_least_cost(*cost);
  }
  if (!options.most_cost.empty()) {
    const auto cost = ParseCost(options.most_cost, currency.digits, "--most-cost");
    if (!cost.ok()) return cost.status();
    filter.set_most_cost(*cost);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ListProposalsRequest> MakeRequest(const ListOptions& options,
                                                     const CurrencyOf& currency) {
  v1::ListProposalsRequest request;
  request.set_parent(options.process.empty() ? kAllOfMine : ProcessName(options.process));
  v1::ProposalFilter& filter = *request.mutable_filter();
  for (const std::string& word : options.statuses) {
    const auto status = ParseProposalStatus(word);
    if (!status.ok()) return status.status();
    filter.add_statuses(*status);
  }
  filter.set_area(options.area);
  filter.set_category(options.category);
  filter.set_assignee(StaffMemberName(options.assignee));
  filter.set_awaits_screening(options.awaits_screening);
  filter.set_reported(options.reported);
  filter.set_text(options.search);
  for (const v1::AppealStatus appeal : options.appeals) filter.add_appeals(appeal);
  if (absl::Status costs = ReadCosts(options, currency, filter); !costs.ok()) return costs;
  request.set_order(options.order);
  request.set_descending(options.descending);
  request.set_page_size(options.page_size);
  return request;
}

// The currencies of the processes that a list shows, each asked for once.
class Currencies {
 public:
  explicit Currencies(const ProposalsClient& client) : client_(client) {}

  absl::StatusOr<CurrencyOf> Of(const std::string& process) {
    const auto known = known_.find(process);
    if (known != known_.end()) return known->second;
    const auto read = client_.ReadProcess(process);
    if (!read.ok()) return read.status();
    CurrencyOf currency{read->currency(), static_cast<int>(read->currency_digits())};
    known_[process] = currency;
    return currency;
  }

 private:
  const ProposalsClient& client_;
  std::map<std::string, CurrencyOf> known_;
};

TableText ListTable(Language language) {
  const bool french = language == Language::kFrench;
  return TableText({{"name", french ? "nom" : "name"},
                    {"status", french ? "état" : "status"},
                    {"area", french ? "secteur" : "area"},
                    {"category", french ? "catégorie" : "category"},
                    {"cost", french ? "coût" : "cost"},
                    {"supporters", french ? "soutiens" : "supporters", CellKind::kInteger},
                    {"title", french ? "titre" : "title"}});
}

// For programs amounts are plain numbers of units, and names whole.
std::vector<std::string> CellsOf(const v1::Proposal& proposal, const CurrencyOf& currency,
                                 const ListOptions& options, Language language) {
  const bool for_people = !options.output.json && !options.output.csv;
  std::string name = proposal.name();
  if (for_people && !options.process.empty()) name = name.substr(name.rfind('/') + 1);
  std::string status(for_people ? StatusText(proposal.status(), language)
                                : StatusText(proposal.status(), Language::kEnglish));
  return {std::move(name),
          std::move(status),
          proposal.text().area(),
          proposal.text().category(),
          for_people ? CostText(proposal, currency, language) : PlainCost(proposal, currency),
          fmt::format("{}", proposal.supporters()),
          proposal.text().title()};
}

// All that a list shows, or the first of them.
absl::StatusOr<std::vector<v1::Proposal>> ReadList(const ProposalsClient& client,
                                                   const ListOptions& options,
                                                   Currencies& currencies) {
  CurrencyOf currency;
  if (!options.process.empty()) {
    const auto found = currencies.Of(ProcessName(options.process));
    if (!found.ok()) return found.status();
    currency = *found;
  }
  const auto request = MakeRequest(options, currency);
  if (!request.ok()) return request.status();
  std::vector<v1::Proposal> out;
  const auto most = static_cast<std::size_t>(options.most);
  absl::Status visited = client.ForEach(*request, [&](const v1::Proposal& proposal) {
    out.push_back(proposal);
    return most == 0 || out.size() < most;
  });
  if (!visited.ok()) return visited;
  return out;
}

absl::Status List(const ListOptions& options) {
  const auto language = ChooseLanguage(options.output);
  if (!language.ok()) return language.status();
  const auto client = OpenProposals(options.server);
  if (!client.ok()) return client.status();
  Currencies currencies(*client);
  const auto proposals = ReadList(*client, options, currencies);
  if (!proposals.ok()) return proposals.status();
  TableText table = ListTable(*language);
  for (const v1::Proposal& proposal : *proposals) {
    const auto currency = currencies.Of(ProcessOf(proposal.name()));
    if (!currency.ok()) return currency.status();
    table.Add(CellsOf(proposal, *currency, options, *language));
  }
  Print(table, options.output,
        *language == Language::kFrench ? "aucune proposition" : "no proposals");
  return absl::OkStatus();
}

// What a table of whole proposals shows, of a process with these fields.
TableText ExportTable(const v1::SubmissionForm& form) {
  std::vector<TableColumn> columns;
  for (const char* key :
       {"name", "status", "version", "language", "title", "summary", "description", "area",
        "category", "cost", "place", "author", "supporters", "channel", "project"}) {
    columns.push_back({key, key});
  }
  for (const v1::FormField& field : form.fields()) {
    columns.push_back({fmt::format("field.{}", field.id()), field.id()});
  }
  return TableText(std::move(columns));
}

std::string AnswerTo(const v1::FormField& field, const v1::Proposal& proposal) {
  const auto& answers =
      field.internal() ? proposal.internal().answers() : proposal.text().answers();
  const auto found = std::ranges::find(answers, field.id(), &v1::FieldAnswer::field);
  return found == answers.end() ? "" : found->value();
}

std::vector<std::string> ExportCells(const v1::Proposal& proposal, const CurrencyOf& currency,
                                     const v1::SubmissionForm& form) {
  const v1::ProposalText& text = proposal.text();
  std::vector<std::string> cells = {proposal.name(),
                                    std::string(StatusText(proposal.status(), Language::kEnglish)),
                                    fmt::format("{}", proposal.version()),
                                    text.language(),
                                    text.title(),
                                    text.summary(),
                                    text.description(),
                                    text.area(),
                                    text.category(),
                                    PlainCost(proposal, currency),
                                    text.place(),
                                    fmt::format("{}", fmt::join(proposal.author_names(), "; ")),
                                    fmt::format("{}", proposal.supporters()),
                                    v1::Channel_Name(proposal.channel()),
                                    proposal.project()};
  for (const v1::FormField& field : form.fields()) cells.push_back(AnswerTo(field, proposal));
  return cells;
}

absl::Status Export(const ListOptions& options) {
  const auto client = OpenProposals(options.server);
  if (!client.ok()) return client.status();
  const auto rules = client->ReadRules(ProcessName(options.process));
  if (!rules.ok()) return rules.status();
  Currencies currencies(*client);
  const auto listed = ReadList(*client, options, currencies);
  if (!listed.ok()) return listed.status();
  const CurrencyOf currency{rules->currency, rules->currency_digits};
  TableText table = ExportTable(rules->form);
  for (const v1::Proposal& headline : *listed) {
    v1::GetProposalRequest request;
    request.set_name(headline.name());
    const auto proposal = client->Call(&Stub::GetProposal, request);
    // What was hidden since the list was made is not in it.
    if (absl::IsNotFound(proposal.status())) continue;
    if (!proposal.ok()) return proposal.status();
    table.Add(ExportCells(*proposal, currency, rules->form));
  }
  const std::string text = options.output.json ? table.AsJson() : table.AsCsv();
  if (options.file.empty()) {
    std::cout << text;
    return absl::OkStatus();
  }
  return client::WriteNewFile(options.file, crypto::AsBytes(text), client::Access::kOwnerOnly);
}

void AddFilters(CLI::App& command, ListOptions& options) {
  command
      .add_option(
          "--status", options.statuses,
          "submitted, returned, under-review, admitted, rejected, withdrawn, merged, hidden "
          "or on-the-ballot; may be given several times")
      ->delimiter(',');
  command.add_option("--area", options.area, "Id of an area");
  command.add_option("--category", options.category, "Id of a category of the form");
  command.add_option(
      "--assignee", options.assignee,
      "Whoever reviews it: the id of a token, or accounts/ID; - for those that nobody reviews");
  command.add_option("--least-cost", options.least_cost, "In units of the currency, as 12000.50");
  command.add_option("--most-cost", options.most_cost, "As --least-cost");
  command.add_flag("--to-screen", options.awaits_screening,
                   "Whose newest version the staff has not seen");
  command.add_flag("--reported", options.reported, "That somebody reported");
  command.add_option("--search", options.search,
                     "Words that must stand in it, in any form; the last one may be unfinished");
  command
      .add_option("--appeal", options.appeals,
                  "filed, upheld or dismissed; may be given several times")
      ->delimiter(',')
      ->transform(CLI::CheckedTransformer(kAppeals));
  command
      .add_option("--sort", options.order,
                  "number, cost, title, changed or supporters; of a search, relevance")
      ->transform(CLI::CheckedTransformer(kOrders));
  command.add_flag("--descending", options.descending, "The other way round");
  command.add_option("--most", options.most, "So many at most; all when left out")
      ->check(CLI::Range(1, 1'000'000));
  command.add_option("--page-size", options.page_size, "How many are asked for at a time")
      ->check(CLI::Range(1, 1000));
}

}  // namespace

void AddProposalsListCommands(CLI::App& proposals, int& exit_code) {
  auto list_options = std::make_shared<ListOptions>();
  CLI::App& list = AddProposalsCommand<ListOptions>(
      proposals, exit_code, "list", "Show proposals: of a process, or of all that the token opens",
      list_options, List);
  AddServerOptions(list, list_options->server);
  AddOutputOptions(list, list_options->output);
  CLI::Option* const process =
      list.add_option("--process", list_options->process, "Id of the process");
  AddFilters(list, *list_options);
  list.get_option("--least-cost")->needs(process);
  list.get_option("--most-cost")->needs(process);

  auto export_options = std::make_shared<ListOptions>();
  CLI::App& exported = AddProposalsCommand<ListOptions>(
      proposals, exit_code, "export", "Write whole proposals as a table that spreadsheets open",
      export_options, Export);
  AddServerOptions(exported, export_options->server);
  AddOutputOptions(exported, export_options->output);
  exported.add_option("--process", export_options->process, "Id of the process")->required();
  exported.add_option("--out", export_options->file, "New file; standard output when left out");
  AddFilters(exported, *export_options);
}

}  // namespace urna::cli
