// Every row of table.json: the audit fails at precisely the step that the table says, or holds with
// precisely the faults that it says.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/client/receipt.h"
#include "ledger/audit.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"
#include "tampering/rows/all.h"
#include "tampering/table.h"

namespace urna::ledger {
namespace {

namespace fs = std::filesystem;

const std::vector<TableRow>& Table() {
  static const std::vector<TableRow> table = ReadTable(URNA_TAMPERING_TABLE);
  return table;
}

const Row& RowOf(const std::string& name) {
  const auto found = std::ranges::find(AllRows(), name, &Row::name);
  if (found == AllRows().end()) throw std::runtime_error("nothing makes the row " + name);
  return *found;
}

// What `urna verify` is told by the arguments beside the bundle.
AuditOptions OptionsIn(const fs::path& folder) {
  AuditOptions options;
  if (!fs::exists(folder / "args.json")) return options;
  const auto arguments = nlohmann::json::parse(WholeFile(folder / "args.json")).at("args");
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const auto option = arguments.at(i).get<std::string>();
    const auto value = arguments.at(i + 1).get<std::string>();
    if (option == "--vkey") {
      options.vkey = value;
    } else if (option == "--manifest") {
      options.manifest_hash = value;
    } else if (option == "--checkpoint") {
      options.kept_checkpoints.push_back(WholeFile(folder / value));
    } else if (option == "--receipt") {
      const auto receipt = client::Receipt::FromJson(WholeFile(folder / value)).value();
      options.kept_receipts.push_back({receipt.proof, receipt.leaf});
    } else {
      throw std::runtime_error("no option " + option);
    }
  }
  return options;
}

std::vector<std::uint64_t> RecordsOf(const std::vector<LogFault>& faults) {
  std::vector<std::uint64_t> out;
  for (const LogFault& fault : faults) out.push_back(fault.record);
  return out;
}

// All that holds and does not, in words, for whoever reads a failure.
std::string Told(const AuditReport& report) {
  std::string out;
  for (const AuditStep& step : report.steps) {
    if (!step.status.ok())
      out += std::to_string(step.number) + ": " + step.status.ToString() + "\n";
  }
  for (const LogFault& fault : report.faults) {
    out += "record " + std::to_string(fault.record) + ": " + fault.reason + "\n";
  }
  for (const LogFault& fault : report.journal_faults) {
    out += "act " + std::to_string(fault.record) + ": " + fault.reason + "\n";
  }
  return out;
}

class Tampering : public testing::TestWithParam<TableRow> {};

TEST_P(Tampering, IsFoundWhereTheTableSays) {
  const TableRow& row = GetParam();
  const TemporaryFolder scratch;
  const fs::path folder = scratch.Sub(row.name);
  Write(RowOf(row.name).make(), folder);
  const AuditReport report =
      Audit(Bundle::Open((folder / "bundle").string()).value(), OptionsIn(folder)).value();
  const AuditStep& last = report.steps.back();
  EXPECT_EQ(report.ok() ? std::nullopt : std::optional(last.number), row.step) << Told(report);
  // Steps are in their order, but for the folder's, which may show late.
  for (std::size_t i = 0; i + 1 < report.steps.size(); ++i) {
    EXPECT_TRUE(report.steps[i].status.ok());
    EXPECT_EQ(report.steps[i].number, static_cast<int>(i));
  }
  EXPECT_EQ(RecordsOf(report.faults), row.faults) << Told(report);
  EXPECT_EQ(RecordsOf(report.journal_faults), row.acts) << Told(report);
  std::vector<std::string> fates;
  for (const BallotFate& fate : report.fates) fates.emplace_back(NameOf(fate.fate));
  EXPECT_EQ(fates, row.fates);
  std::vector<std::string> ignored = report.ignored_files;
  std::ranges::sort(ignored);
  EXPECT_EQ(ignored, row.ignored);
  if (row.invalid.empty()) return;
  std::vector<std::uint64_t> invalid;
  for (const ContestReport& contest : report.contests) invalid.push_back(contest.invalid);
  EXPECT_EQ(invalid, row.invalid);
}

INSTANTIATE_TEST_SUITE_P(Row, Tampering, testing::ValuesIn(Table()),
                         [](const auto& row) { return row.param.name; });

TEST(TamperingTable, HasEveryRowThatIsMadeOnceAndNoOther) {
  std::vector<std::string> made;
  for (const Row& row : AllRows()) made.push_back(row.name);
  std::vector<std::string> told;
  for (const TableRow& row : Table()) told.push_back(row.name);
  std::ranges::sort(made);
  std::ranges::sort(told);
  EXPECT_EQ(std::set(made.begin(), made.end()).size(), made.size());
  EXPECT_EQ(told, made);
}

TEST(TamperingTable, SaysOfEachRowWhoDoesWhatToWhichElection) {
  const std::set<std::string> parties = {"server",    "registrar", "trustee", "voter",
                                         "authority", "observer",  "disk"};
  std::set<std::string> honest;
  for (const TableRow& row : Table()) {
    if (row.party.empty()) honest.insert(row.name);
  }
  for (const TableRow& row : Table()) {
    EXPECT_TRUE(row.what.ends_with(".")) << row.name << " is told in a sentence";
    if (row.party.empty()) {
      EXPECT_EQ(row.base, "") << row.name;
      EXPECT_EQ(row.step, std::nullopt) << row.name;
      EXPECT_TRUE(row.faults.empty()) << row.name;
    } else {
      EXPECT_TRUE(parties.contains(row.party)) << row.name << ": " << row.party;
      EXPECT_TRUE(honest.contains(row.base)) << row.name << ": " << row.base;
    }
  }
}

// So that no part of the audit is left out by chance.
TEST(TamperingTable, HasARowForEveryStep) {
  std::set<int> failing;
  for (const TableRow& row : Table()) {
    if (row.step) failing.insert(*row.step);
  }
  // Step 1 is about the machine, not about the bundle.
  EXPECT_EQ(failing, (std::set<int>{0, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13}));
}

}  // namespace
}  // namespace urna::ledger
