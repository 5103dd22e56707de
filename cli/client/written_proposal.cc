#include "cli/client/written_proposal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "cli/client/csv.h"
#include "cli/client/errors.h"
#include "cli/client/files.h"
#include "cli/client/toml_reader.h"
#include "ledger/text.h"
#include "tallying/money.h"
#include "tallying/pabulib_reader.h"

namespace urna::client {
namespace {

constexpr std::uint64_t kMaxProposalFile = std::uint64_t{1} << 20;
constexpr std::string_view kFieldColumn = "field.";

// What a file calls each part, in the order in which people write them.
struct Part {
  std::string_view key;
  std::string WrittenProposal::* text;
};
constexpr std::array kParts = {
    Part{"title", &WrittenProposal::title},
    Part{"summary", &WrittenProposal::summary},
    Part{"description", &WrittenProposal::description},
    Part{"area", &WrittenProposal::area},
    Part{"category", &WrittenProposal::category},
    Part{"cost", &WrittenProposal::cost},
    Part{"place", &WrittenProposal::place},
    Part{"lat", &WrittenProposal::latitude},
    Part{"lon", &WrittenProposal::longitude},
    Part{"author", &WrittenProposal::author},
    Part{"contact", &WrittenProposal::contact},
    Part{"language", &WrittenProposal::language},
};

const Part* FindPart(std::string_view key) {
  const auto found = std::ranges::find(kParts, key, &Part::key);
  return found == kParts.end() ? nullptr : &*found;
}

std::string PartNames() {
  std::vector<std::string_view> names;
  for (const Part& part : kParts) names.push_back(part.key);
  return fmt::format("{}", fmt::join(names, ", "));
}

// A text, or a number as it is written.
std::string TomlText(TomlTable& table, std::string_view key) {
  const toml::node* node = table.Find(key);
  if (node == nullptr) return "";
  if (const auto integer = node->value_exact<std::int64_t>()) return fmt::format("{}", *integer);
  if (const auto number = node->value_exact<double>()) return fmt::format("{}", *number);
  if (const auto truth = node->value_exact<bool>()) return *truth ? "true" : "false";
  return table.Text(key);
}

absl::StatusOr<std::string> JsonText(const nlohmann::json& value, std::string_view key,
                                     const std::string& file) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return value.dump();
  // A geometry may stand there as it is.
  if (key == "place" && value.is_object()) return value.dump();
  return absl::InvalidArgumentError(fmt::format("{}: {}: expected a text", file, key));
}

}  // namespace

absl::StatusOr<WrittenProposal> ParseProposalToml(std::string_view text, const std::string& file) {
  toml::table parsed;
  try {
    parsed = toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    return absl::InvalidArgumentError(
        fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
  }
  TomlErrors errors(file);
  TomlTable root(parsed, "", errors);
  WrittenProposal out;
  for (const Part& part : kParts) out.*part.text = TomlText(root, part.key);
  if (const toml::node* node = root.Find("answers")) {
    const toml::table* answers = node->as_table();
    if (answers == nullptr) {
      root.Error("answers", "a table with an answer for each field");
    } else {
      TomlTable table(*answers, "answers", errors);
      for (const auto& [field, value] : *answers) {
        out.answers.emplace_back(field.str(), TomlText(table, field.str()));
      }
    }
  }
  root.Finish();
  if (!errors.status().ok()) return errors.status();
  return out;
}

absl::StatusOr<WrittenProposal> ParseProposalJson(std::string_view text, const std::string& file) {
  constexpr bool kThrow = false;
  const auto root = nlohmann::json::parse(text, nullptr, kThrow);
  if (!root.is_object()) {
    return absl::InvalidArgumentError(fmt::format("{}: expected an object in JSON", file));
  }
  WrittenProposal out;
  for (const auto& [key, value] : root.items()) {
    if (key == "answers" && value.is_object()) {
      for (const auto& [field, answer] : value.items()) {
        absl::StatusOr<std::string> given = JsonText(answer, field, file);
        if (!given.ok()) return given.status();
        out.answers.emplace_back(field, *std::move(given));
      }
      continue;
    }
    const Part* part = FindPart(key);
    if (part == nullptr) {
      return absl::InvalidArgumentError(
          fmt::format("{}: there is no {}; expected {} and answers", file, key, PartNames()));
    }
    absl::StatusOr<std::string> given = JsonText(value, key, file);
    if (!given.ok()) return given.status();
    out.*part->text = *std::move(given);
  }
  return out;
}

absl::StatusOr<WrittenProposal> ReadProposalFile(const std::string& path) {
  const auto text = ReadText(path, kMaxProposalFile);
  if (!text.ok()) return text.status();
  if (text->empty()) return absl::InvalidArgumentError(fmt::format("{}: says nothing", path));
  return path.ends_with(".json") ? ParseProposalJson(*text, path) : ParseProposalToml(*text, path);
}

absl::StatusOr<std::vector<ProposalLine>> ParseProposalTable(std::string_view csv) {
  const absl::StatusOr<CsvTable> table = ParseCsv(csv);
  if (!table.ok()) return table.status();
  if (auto title = table->Column("title"); !title.ok()) return title.status();
  for (const std::string& column : table->header) {
    if (FindPart(column) == nullptr && !column.starts_with(kFieldColumn)) {
      return absl::InvalidArgumentError(
          fmt::format("the column '{}' has no meaning; expected {}, or {}ID for an answer", column,
                      PartNames(), kFieldColumn));
    }
  }
  std::vector<ProposalLine> out;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    ProposalLine line{table->LineOf(row), {}};
    for (std::size_t i = 0; i < table->header.size(); ++i) {
      const std::string& column = table->header[i];
      const std::string& cell = table->rows[row][i];
      if (const Part* part = FindPart(column)) {
        line.proposal.*part->text = cell;
      } else if (!cell.empty()) {
        line.proposal.answers.emplace_back(column.substr(kFieldColumn.size()), cell);
      }
    }
    out.push_back(std::move(line));
  }
  return out;
}

absl::StatusOr<std::vector<ProposalLine>> ParseProposalPabulib(std::string_view text,
                                                               const std::string& file) {
  const auto read = tallying::ParsePabulib(text, file);
  if (!read.ok()) return read.status();
  const tallying::Profile& profile = read->profile;
  std::vector<ProposalLine> out;
  for (const tallying::Project& project : profile.projects()) {
    WrittenProposal written;
    written.title = project.name.empty() ? project.id.text() : project.name;
    written.summary = written.title;
    written.cost = tallying::FormatMoney(project.cost, profile.minor_digits());
    if (!project.categories.empty()) written.category = project.categories.front();
    out.push_back({out.size() + 1, std::move(written)});
  }
  return out;
}

}  // namespace urna::client
