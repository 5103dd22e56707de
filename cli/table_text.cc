#include "cli/table_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <iostream>

#include "cli/client/csv.h"
#include "cli/client/shown_text.h"
#include "nlohmann/json.hpp"

namespace urna::cli {
namespace {

// What makes a formula of a cell, in ASCII and in full width.
constexpr std::array<std::string_view, 8> kFormulaSigns = {"=",      "+",      "-",      "@",
                                                           "\uff1d", "\uff0b", "\uff0d", "\uff20"};
// What spreadsheets skip at the beginning of a cell.
constexpr std::array<std::string_view, 7> kSkipped = {" ",      "\t",     "\r",    "\n",
                                                      "\u00a0", "\u3000", "\ufeff"};

nlohmann::ordered_json JsonOf(const std::string& cell, CellKind kind) {
  if (kind == CellKind::kText) return cell;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (cell.empty() || error != std::errc() || end != cell.data() + cell.size()) return nullptr;
  return number;
}

std::string Dumped(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void AddLanguageOption(CLI::App& command, OutputOptions& options) {
  command.add_option("--lang", options.language, "fr or en (default: as LANG says)");
}

}  // namespace

std::string NoFormula(std::string_view text) {
  std::string_view rest = text;
  bool skips = true, controls = false;
  while (skips) {
    skips = false;
    for (const std::string_view skipped : kSkipped) {
      if (!rest.starts_with(skipped)) continue;
      controls = controls || (rest.size() == text.size() && skipped != " " && skipped.size() == 1);
      rest.remove_prefix(skipped.size());
      skips = true;
    }
  }
  const bool is_formula =
      controls || std::ranges::any_of(
                      kFormulaSigns, [&](std::string_view sign) { return rest.starts_with(sign); });
  return is_formula ? fmt::format("'{}", text) : std::string(text);
}

std::string TableText::AsText(std::string_view none) const {
  if (rows_.empty()) return fmt::format("{}\n", none);
  std::vector<std::vector<std::string>> shown(1);
  for (const TableColumn& column : columns_) shown[0].push_back(column.title);
  for (const std::vector<std::string>& row : rows_) {
    std::vector<std::string>& line = shown.emplace_back();
    for (const std::string& cell : row) line.push_back(client::Shown(cell));
  }
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const std::vector<std::string>& line : shown) {
    for (std::size_t c = 0; c < line.size(); ++c) widths[c] = std::max(widths[c], WidthOf(line[c]));
  }
  std::string out;
  for (const std::vector<std::string>& line : shown) {
    std::string text;
    for (std::size_t c = 0; c < line.size(); ++c) {
      const bool is_right = columns_[c].kind == CellKind::kInteger;
      if (c > 0) text += "  ";
      text += is_right ? PaddedLeft(line[c], widths[c]) : PaddedRight(line[c], widths[c]);
    }
    text.resize(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  }
  return out;
}

std::string TableText::AsCsv() const {
  std::vector<std::string> header;
  for (const TableColumn& column : columns_) header.push_back(column.key);
  std::string out = client::CsvLine(header);
  for (const std::vector<std::string>& row : rows_) {
    std::vector<std::string> fields;
    for (std::size_t c = 0; c < row.size(); ++c) {
      fields.push_back(columns_[c].kind == CellKind::kInteger ? row[c] : NoFormula(row[c]));
    }
    out += client::CsvLine(fields);
  }
  return out;
}

std::string TableText::AsJson() const {
  std::string out = "[";
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      object[columns_[c].key] = JsonOf(rows_[i][c], columns_[c].kind);
    }
    out += fmt::format("{}\n{}", i == 0 ? "" : ",", Dumped(object));
  }
  return out + (rows_.empty() ? "]\n" : "\n]\n");
}

void AddOutputOptions(CLI::App& command, OutputOptions& options) {
  CLI::Option* const json = command.add_flag("--json", options.json, "print JSON");
  command.add_flag("--csv", options.csv, "print CSV")->excludes(json);
  AddLanguageOption(command, options);
}

void AddShowOptions(CLI::App& command, OutputOptions& options) {
  command.add_flag("--json", options.json, "print JSON");
  AddLanguageOption(command, options);
}

Language LanguageOfLocale(std::string_view locale) {
  const bool french = locale == "fr" || locale.starts_with("fr_") || locale.starts_with("fr.") ||
                      locale.starts_with("fr-");
  return french ? Language::kFrench : Language::kEnglish;
}

absl::StatusOr<Language> ChooseLanguage(const OutputOptions& options) {
  if (!options.language.empty()) return ParseLanguage(options.language);
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const locale = std::getenv(variable);
    if (locale != nullptr && *locale != '\0') return LanguageOfLocale(locale);
  }
  return Language::kEnglish;
}

void Print(const TableText& table, const OutputOptions& options, std::string_view none) {
  std::cout << (options.json ? table.AsJson() : options.csv ? table.AsCsv() : table.AsText(none));
}

}  // namespace urna::cli
