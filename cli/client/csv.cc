#include "cli/client/csv.h"

#include <csv.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace urna::client {
namespace {

constexpr std::string_view kBom = "\xef\xbb\xbf";

struct Records {
  std::vector<std::vector<std::string>> done;
  std::vector<std::string> current;
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
  records.current.clear();
}

class Parser {
 public:
  Parser() { ok_ = csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) == 0; }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  bool Read(std::string_view text, char delimiter, Records& out) {
    if (!ok_) return false;
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
    return csv_parse(&parser_, text.data(), text.size(), OnField, OnRecord, &out) == text.size() &&
           csv_fini(&parser_, OnField, OnRecord, &out) == 0;
  }

 private:
  csv_parser parser_{};
  bool ok_ = false;
};

absl::Status CheckHeader(const std::vector<std::string>& header) {
  std::set<std::string> seen;
  for (const std::string& name : header) {
    if (name.empty()) return absl::InvalidArgumentError("record 1: a column has no name");
    if (!seen.insert(name).second) {
      return absl::InvalidArgumentError(fmt::format("record 1: two columns are named {}", name));
    }
  }
  return absl::OkStatus();
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
  const std::string_view first = text.substr(0, text.find('\n'));
  const bool semicolons =
      std::count(first.begin(), first.end(), ';') > std::count(first.begin(), first.end(), ',');
  Records records;
  if (!Parser().Read(text, semicolons ? ';' : ',', records)) {
    return absl::InvalidArgumentError(fmt::format(
        "record {}: a quote stands where none may; fields with quotes are quoted, and the quotes "
        "in them doubled",
        records.done.size() + 1));
  }
  if (records.too_wide) {
    return absl::InvalidArgumentError(fmt::format("more than {} columns", kMaxCsvColumns));
  }
  if (records.done.empty()) {
    return absl::InvalidArgumentError("record 1: expected the names of the columns");
  }
  if (auto status = CheckHeader(records.done[0]); !status.ok()) return status;
  for (std::size_t i = 1; i < records.done.size(); ++i) {
    if (records.done[i].size() != records.done[0].size()) {
      return absl::InvalidArgumentError(
          fmt::format("record {}: {} fields; expected {}, as in the header", i + 1,
                      records.done[i].size(), records.done[0].size()));
    }
  }
  CsvTable table;
  table.header = std::move(records.done[0]);
  table.rows.assign(std::make_move_iterator(records.done.begin() + 1),
                    std::make_move_iterator(records.done.end()));
  return table;
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
