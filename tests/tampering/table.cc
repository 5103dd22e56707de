#include "tampering/table.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "support/whole_file.h"

namespace urna::ledger {
namespace {

TableRow ParseRow(const nlohmann::json& json) {
  static const std::set<std::string> known = {"name",   "party", "what",  "base",    "step",
                                              "faults", "acts",  "fates", "ignored", "invalid"};
  for (const auto& [member, value] : json.items()) {
    if (!known.contains(member)) {
      throw std::runtime_error(fmt::format("{}: no member is called {}", json.dump(), member));
    }
  }
  const auto text = [&](const char* member) {
    return json.at(member).is_null() ? "" : json.at(member).get<std::string>();
  };
  TableRow row;
  row.name = text("name");
  row.party = text("party");
  row.what = text("what");
  row.base = text("base");
  if (!json.at("step").is_null()) row.step = json.at("step").get<int>();
  json.at("faults").get_to(row.faults);
  row.acts = json.value("acts", row.acts);
  row.fates = json.value("fates", row.fates);
  row.ignored = json.value("ignored", row.ignored);
  row.invalid = json.value("invalid", row.invalid);
  return row;
}

}  // namespace

void PrintTo(const TableRow& row, std::ostream* out) { *out << row.name; }

std::vector<TableRow> ReadTable(const std::string& path) {
  std::vector<TableRow> rows;
  for (const nlohmann::json& row : nlohmann::json::parse(WholeFile(path))) {
    rows.push_back(ParseRow(row));
  }
  return rows;
}

}  // namespace urna::ledger
