// urna_tampered_bundles OUT [ROW...]: writes each row of table.json into a folder of OUT, for
// verifiers to read.
#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "tampering/rows/all.h"

int main(int argc, char** argv) {
  using urna::ledger::AllRows;
  using urna::ledger::Row;
  if (argc < 2) {
    std::cerr << "usage: urna_tampered_bundles OUT [ROW...]\n";
    return 2;
  }
  const std::filesystem::path out(argv[1]);
  const std::vector<std::string> wanted(argv + 2, argv + argc);
  for (const std::string& name : wanted) {
    if (std::ranges::find(AllRows(), name, &Row::name) == AllRows().end()) {
      std::cerr << name << ": there is no such row in tests/tampering/table.json\n";
      return 2;
    }
  }
  for (const Row& row : AllRows()) {
    if (!wanted.empty() && std::ranges::find(wanted, row.name) == wanted.end()) continue;
    const std::filesystem::path folder = out / row.name;
    if (std::filesystem::exists(folder)) {
      std::cerr << folder << " is there already; name another folder\n";
      return 2;
    }
    try {
      urna::ledger::Write(row.make(), folder);
    } catch (const std::exception& error) {
      std::cerr << row.name << ": " << error.what() << "\n";
      return 1;
    }
  }
  return 0;
}
