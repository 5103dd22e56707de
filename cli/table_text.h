// Lists as people read them, as spreadsheets open them, and as programs take them.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/people_text.h"

namespace urna::cli {

enum class CellKind { kText, kInteger };

struct TableColumn {
  // For CSV and JSON: the same in every language.
  std::string key;
  // For people.
  std::string title;
  CellKind kind = CellKind::kText;
};

// Rows of texts. Not thread-safe.
class TableText {
 public:
  explicit TableText(std::vector<TableColumn> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns; of CellKind::kInteger decimal, or empty for nothing.
  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }

  // In columns, integers to the right, each cell as client::Shown has it; `none` where there are no rows.
  std::string AsText(std::string_view none) const;
  // RFC 4180, with a header of keys. No spreadsheet runs a cell as a formula: an apostrophe stands before
  // what would be one.
  std::string AsCsv() const;
  // An array of objects, one a line; integers are numbers, and nothing is null.
  std::string AsJson() const;

 private:
  std::vector<TableColumn> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// The text, so that a spreadsheet takes it as one: with an apostrophe before "=", "+", "-", "@", their
// full-width forms, tabs and line ends at its beginning, white space before them or not.
std::string NoFormula(std::string_view text);

// --json, --csv and --lang of a command.
struct OutputOptions {
  bool json = false;
  bool csv = false;
  std::string language;
};
// Of one that shows a list.
void AddOutputOptions(CLI::App& command, OutputOptions& options);
// Of one that shows a single thing: no --csv.
void AddShowOptions(CLI::App& command, OutputOptions& options);

// --lang, or else the environment's LC_ALL, LC_MESSAGES or LANG, whichever is first set: French where that
// begins with "fr", English otherwise. INVALID_ARGUMENT for another --lang than "fr" and "en".
absl::StatusOr<Language> ChooseLanguage(const OutputOptions& options);
Language LanguageOfLocale(std::string_view locale);

// Prints a list as the options say.
void Print(const TableText& table, const OutputOptions& options, std::string_view none);

}  // namespace urna::cli
