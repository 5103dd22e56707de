// table.json, as a test reads it.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace urna::ledger {

struct TableRow {
  std::string name;
  // Whose doing it is; empty in an honest row.
  std::string party;
  std::string what;
  // The honest row that it begins with; empty in an honest row.
  std::string base;
  // The step that fails; nothing where all hold.
  std::optional<int> step;
  // Records of the log that are faults, in their order.
  std::vector<std::uint64_t> faults;
  // The same of the journal.
  std::vector<std::uint64_t> acts;
  // What became of the ballots of the receipts that are brought, in their order.
  std::vector<std::string> fates;
  // Files that mean nothing, sorted.
  std::vector<std::string> ignored;
  // Ballots that count as invalid, by contest.
  std::vector<std::uint64_t> invalid;
};

// The row's name, for whoever reads a test's.
void PrintTo(const TableRow& row, std::ostream* out);

// Throws where it is not as tests/tampering/README.md says.
std::vector<TableRow> ReadTable(const std::string& path);

}  // namespace urna::ledger
