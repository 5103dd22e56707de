#include "cli/proposals_import_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/client/errors.h"
#include "cli/client/files.h"
#include "cli/client/shown_text.h"
#include "cli/client/written_proposal.h"
#include "cli/proposals_options.h"
#include "ledger/text.h"

namespace urna::cli {
namespace {

using client::ProposalsClient;
using Stub = ProposalsClient::Stub;

constexpr std::size_t kBatch = 1000;
constexpr std::uint64_t kMaxImportFile = std::uint64_t{512} << 20;

struct ImportOptions {
  ServerOptions server;
  std::string process;
  std::string file;
  std::string encoding = "utf-8";
  std::string area;
  std::string category;
  bool paper = false;
  bool check = false;
};

absl::StatusOr<std::vector<client::ProposalLine>> ReadLines(const ImportOptions& options) {
  const auto text = client::ReadText(options.file, kMaxImportFile, options.encoding);
  if (!text.ok()) return text.status();
  auto lines = options.file.ends_with(".pb") ? client::ParseProposalPabulib(*text, options.file)
                                             : client::ParseProposalTable(*text);
  if (!lines.ok()) return client::While(options.file, lines.status());
  for (client::ProposalLine& line : *lines) {
    if (!options.area.empty()) line.proposal.area = options.area;
    if (!options.category.empty()) line.proposal.category = options.category;
  }
  return lines;
}

// What will be sent. Says of every line what is wrong with it, before anything is sent.
absl::StatusOr<std::vector<v1::ProposalContent>> CheckAll(
    const std::vector<client::ProposalLine>& lines, const client::ProposalRules& rules,
    const std::string& file) {
  std::vector<v1::ProposalContent> contents;
  std::size_t wrong = 0;
  constexpr bool kComplete = true;
  for (const client::ProposalLine& line : lines) {
    client::CheckedProposal checked = client::CheckProposal(line.proposal, rules, kComplete);
    std::cout << fmt::format(
        "{}:{}: {}\n", client::Shown(file), line.line,
        checked.faults.empty() ? "ok"
                               : client::Shown(fmt::format("{}", fmt::join(checked.faults, "; "))));
    wrong += checked.faults.empty() ? 0 : 1;
    contents.push_back(std::move(checked.content));
  }
  if (wrong > 0) {
    return absl::InvalidArgumentError(
        fmt::format("{}: {} of {} are not as the form asks; nothing was sent", file, wrong,
                    ledger::Counted(lines.size(), "line", "lines")));
  }
  if (contents.empty())
    return absl::InvalidArgumentError(fmt::format("{}: holds no proposal", file));
  return contents;
}

absl::Status SendAll(const ProposalsClient& client, const ImportOptions& options,
                     const std::vector<v1::ProposalContent>& contents,
                     const std::vector<client::ProposalLine>& lines) {
  for (std::size_t begin = 0; begin < contents.size(); begin += kBatch) {
    v1::ImportProposalsRequest request;
    request.set_parent(ProcessName(options.process));
    request.set_channel(options.paper ? v1::CHANNEL_PAPER : v1::CHANNEL_STAFF);
    const std::size_t end = std::min(begin + kBatch, contents.size());
    for (std::size_t i = begin; i < end; ++i) *request.add_contents() = contents[i];
    const auto imported = client.Call(&Stub::ImportProposals, request);
    if (!imported.ok()) {
      return client::While(
          fmt::format("{}: lines {} to {}; those before are in, these and what follows are not",
                      options.file, lines[begin].line, lines[end - 1].line),
          imported.status());
    }
    for (int i = 0; i < imported->names_size(); ++i) {
      std::cout << fmt::format("{}:{}: {}\n", client::Shown(options.file),
                               lines[begin + static_cast<std::size_t>(i)].line,
                               client::Shown(imported->names(i)));
    }
  }
  return absl::OkStatus();
}

absl::Status Import(const ImportOptions& options) {
  const auto lines = ReadLines(options);
  if (!lines.ok()) return lines.status();
  const auto client = OpenProposals(options.server);
  if (!client.ok()) return client.status();
  const auto rules = client->ReadRules(ProcessName(options.process));
  if (!rules.ok()) return rules.status();
  const auto contents = CheckAll(*lines, *rules, options.file);
  if (!contents.ok()) return contents.status();
  return options.check ? absl::OkStatus() : SendAll(*client, options, *contents, *lines);
}

constexpr char kProposalsImportFooter[] =
    "A table has a line for each proposal, and columns that are named: title, summary, "
    "description,\n"
    "area, category, cost, place, lat, lon, author, contact, language, and field.ID for an "
    "answer.\n"
    "Every line is checked before anything is sent, and what came of it is printed. They are sent "
    "in\n"
    "batches of 1,000, each of them in whole or not at all. Of a Pabulib file, a past edition's, "
    "the\n"
    "projects are taken, with their costs.";

}  // namespace

void AddProposalsImportCommand(CLI::App& proposals, int& exit_code) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App& command = AddProposalsCommand<ImportOptions>(
      proposals, exit_code, "import", "Hand in many at once, from a table or a Pabulib file",
      options, Import);
  command.footer(kProposalsImportFooter);
  AddServerOptions(command, options->server);
  command.add_option("--process", options->process, "Id of the process")->required();
  command.add_option("file", options->file, "Table (CSV), or Pabulib file (.pb)")->required();
  AddEncodingOption(command, options->encoding);
  command.add_option("--area", options->area, "Of all of them, whatever the file says");
  command.add_option("--category", options->category, "Of all of them, whatever the file says");
  command.add_flag("--paper", options->paper, "They came on paper");
  command.add_flag("--check", options->check, "Check the file, and send nothing");
}

}  // namespace urna::cli
