#include "cli/client/csv.h"

#include <csv.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "ledger/text.h"

namespace urna::client {
namespace {

constexpr std::string_view kBom = "\xef\xbb\xbf";

struct Records {
  std::vector<std::vector<std::string>> done;
  std::vector<std::size_t> lines;
  std::vector<std::string> current;
  // Of the record that is being read, or else the one to come.
  std::size_t line = 1;
  bool too_wide = false;
};

void OnField(void* field, std::size_t size, void* data) {
  auto& records = *static_cast<Records*>(data);
  if (records.current.size() == kMaxCsvColumns) {
    records.too_wide = true;
    return;
  }
  records.current.emplace_back(static_cast<const char*>(field), size);
}

void OnRecord(int, void* data) {
  auto& records = *static_cast<Records*>(data);
  records.done.push_back(std::move(records.current));
  records.lines.push_back(records.line);
  records.current.clear();
}

class Parser {
 public:
  Parser() { ok_ = csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) == 0; }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  // The fault, if there is one. Line by line: the library does not tell where it is.
  std::string_view Read(std::string_view text, char delimiter, Records& out) {
    if (!ok_) return "the reader of tables cannot start";
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
    bool between = true;
    for (std::size_t line = 1; !text.empty(); ++line) {
      const std::string_view piece = text.substr(0, LineSize(text));
      text.remove_prefix(piece.size());
      if (between) out.line = line;
      const std::size_t before = out.done.size();
      if (csv_parse(&parser_, piece.data(), piece.size(), OnField, OnRecord, &out) !=
          piece.size()) {
        return "a quote stands where none may; fields with quotes are quoted, and the quotes in "
               "them doubled";
      }
      const bool blank = piece.find_first_not_of(" \t\r\n") == std::string_view::npos;
      between = out.done.size() > before || (between && blank);
    }
    if (csv_fini(&parser_, OnField, OnRecord, &out) == 0) return {};
    return "a field is quoted, and the quote that ends it is missing";
  }

 private:
  // With its end: of Unix, of Windows, or a carriage return alone.
  static std::size_t LineSize(std::string_view text) {
    const std::size_t end = text.find_first_of("\r\n");
    if (end == std::string_view::npos) return text.size();
    return end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
  }

  csv_parser parser_{};
  bool ok_ = false;
};

absl::Status CheckHeader(const std::vector<std::string>& header, std::size_t line) {
  std::set<std::string> seen;
  for (const std::string& name : header) {
    if (name.empty()) {
      return absl::InvalidArgumentError(fmt::format("line {}: a column has no name", line));
    }
    if (!seen.insert(name).second) {
      return absl::InvalidArgumentError(
          fmt::format("line {}: two columns are named {}", line, name));
    }
  }
  return absl::OkStatus();
}

// What separates the fields of the first record.
char DelimiterOf(std::string_view text) {
  std::size_t commas = 0, semicolons = 0;
  bool quoted = false, begun = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    const bool line_end = c == '\n' || c == '\r';
    if (line_end && begun) break;
    begun = begun || !line_end;
    commas += c == ',' ? 1 : 0;
    semicolons += c == ';' ? 1 : 0;
  }
  return semicolons > commas ? ';' : ',';
}

}  // namespace

absl::StatusOr<std::size_t> CsvTable::Column(std::string_view name) const {
  const auto at = std::find(header.begin(), header.end(), name);
  if (at == header.end()) {
    return absl::InvalidArgumentError(
        fmt::format("there is no column '{}'; the columns are: {}", name, fmt::join(header, ", ")));
  }
  return static_cast<std::size_t>(at - header.begin());
}

absl::StatusOr<CsvTable> ParseCsv(std::string_view text) {
  if (text.starts_with(kBom)) text.remove_prefix(kBom.size());
  Records records;
  if (const auto fault = Parser().Read(text, DelimiterOf(text), records); !fault.empty()) {
    return absl::InvalidArgumentError(fmt::format("line {}: {}", records.line, fault));
  }
  if (records.too_wide) {
    return absl::InvalidArgumentError(fmt::format("more than {} columns", kMaxCsvColumns));
  }
  if (records.done.empty()) {
    return absl::InvalidArgumentError("line 1: expected the names of the columns");
  }
  if (auto status = CheckHeader(records.done[0], records.lines[0]); !status.ok()) return status;
  for (std::size_t i = 1; i < records.done.size(); ++i) {
    if (records.done[i].size() != records.done[0].size()) {
      return absl::InvalidArgumentError(fmt::format(
          "line {}: {}; expected {}, as in the header", records.lines[i],
          ledger::Counted(records.done[i].size(), "field", "fields"), records.done[0].size()));
    }
  }
  CsvTable table;
  table.header = std::move(records.done[0]);
  table.rows.assign(std::make_move_iterator(records.done.begin() + 1),
                    std::make_move_iterator(records.done.end()));
  table.lines.assign(records.lines.begin() + 1, records.lines.end());
  return table;
}

std::string ShownCell(std::string text) {
  constexpr std::string_view kBeginsFormula = "=+-@\t\r";
  if (!text.empty() && kBeginsFormula.find(text[0]) != std::string_view::npos) text.insert(0, "'");
  return text;
}

std::string CsvLine(const std::vector<std::string>& fields) {
  std::string out;
  for (const std::string& field : fields) {
    if (!out.empty()) out.push_back(',');
    std::string quoted(csv_write(nullptr, 0, field.data(), field.size()), '\0');
    csv_write(quoted.data(), quoted.size(), field.data(), field.size());
    out += quoted;
  }
  return out + "\r\n";
}

}  // namespace urna::client
