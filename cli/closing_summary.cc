#include "cli/closing_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <variant>
#include <vector>

#include "ledger/closing.h"
#include "ledger/leaf.h"
#include "ledger/text.h"

namespace urna::cli {
namespace {

// All are counted; the reasons of so many are told.
constexpr std::size_t kFaultsTold = 20;

struct Row {
  std::uint64_t cast = 0;
  std::uint64_t selected = 0;
  std::uint64_t revoked = 0;
  std::uint64_t faults = 0;
};

std::optional<ledger::ContestId> ContestOf(const client::LogReplica& log, std::uint64_t record) {
  const auto leaf = ledger::ParseLeaf(log.leaves()[record]);
  if (!leaf.ok()) return std::nullopt;
  std::optional<ledger::ContestId> contest;
  if (const auto* ballot = std::get_if<ledger::BallotLeaf>(&leaf->body)) {
    contest = ballot->contest;
  } else if (const auto* artefact = std::get_if<ledger::ArtefactLeaf>(&leaf->body)) {
    contest = artefact->contest;
  }
  if (contest && !log.manifest().HasContest(*contest)) return std::nullopt;
  return contest;
}

// A row for each contest, and a last one for faults of no contest.
std::vector<Row> RowsOf(const client::LogReplica& log, std::uint64_t close_index) {
  std::vector<Row> rows(log.manifest().contests() + 1);
  std::unordered_set<std::uint64_t> faults;
  for (const auto& fault : log.faults()) {
    faults.insert(fault.record);
    // What came later is told below: the table is of the closed log, the same for everybody.
    if (fault.record > close_index) continue;
    const auto contest = ContestOf(log, fault.record);
    ++(contest ? rows[ledger::Number(*contest)] : rows.back()).faults;
  }
  for (std::uint64_t record = 0; record < close_index; ++record) {
    const auto& leaf = log.leaves()[record];
    const bool ballot =
        !leaf.empty() && leaf[0] == static_cast<std::uint8_t>(ledger::LeafType::kBallot);
    if (!ballot || faults.contains(record)) continue;
    if (const auto contest = ContestOf(log, record)) ++rows[ledger::Number(*contest)].cast;
  }
  const ledger::ElectionState& state = log.state();
  for (std::uint32_t c = 0; c < log.manifest().contests(); ++c) {
    const ledger::ContestId contest{c};
    rows[c].selected = state.Selected(contest).size();
    for (const ledger::Revocation& revocation : state.revocations()) {
      const auto slot = state.rolls().FindTag(revocation.slot);
      // No ballot is admitted after the revocation of its key: this one came before.
      if (slot && state.LastBallot(state.rolls().slot(*slot).key, contest)) ++rows[c].revoked;
    }
  }
  return rows;
}

std::string FaultsText(const client::LogReplica& log) {
  std::string out;
  const std::size_t told = std::min(log.faults().size(), kFaultsTold);
  for (std::size_t i = 0; i < told; ++i) {
    out += fmt::format("  FAULT          record {}: {}\n", log.faults()[i].record,
                       ledger::EscapedName(log.faults()[i].reason));
  }
  if (log.faults().size() > told) {
    out += fmt::format("  FAULT          and {} more\n", log.faults().size() - told);
  }
  return out;
}

}  // namespace

std::string SummarizeClosing(const client::LogReplica& log) {
  const ledger::Manifest& manifest = log.manifest();
  const auto closing = log.ReadClosing();
  if (!closing.ok()) {
    return fmt::format("{}: {}\n", manifest.config().process(),
                       ledger::MessageOf(closing.status()));
  }
  const std::vector<Row> rows = RowsOf(log, closing->index);
  constexpr std::string_view kNoContest = "(no contest)";
  std::size_t width = kNoContest.size();
  for (const auto& contest : manifest.config().contests()) {
    width = std::max(width, contest.id().size());
  }
  std::string out = fmt::format("{}: the closed log\n  {:<{}} {:>10} {:>10} {:>10} {:>10}\n",
                                manifest.config().process(), "contest", width, "cast", "selected",
                                "revoked*", "FAULTs");
  for (std::uint32_t c = 0; c < manifest.contests(); ++c) {
    const Row& row = rows[c];
    out += fmt::format(
        "  {:<{}} {:>10} {:>10} {:>10} {:>10}{}\n", manifest.contest(ledger::ContestId{c}).id(),
        width, row.cast, row.selected, row.revoked, row.faults,
        log.state().HasTooFewBallots(ledger::ContestId{c}) ? "  too few ballots: not decrypted"
                                                           : "");
  }
  if (rows.back().faults > 0) {
    out += fmt::format("  {:<{}} {:>43}\n", kNoContest, width, rows.back().faults);
  }
  out += "  * voters whose key an authority revoked after they had voted\n";
  out += FaultsText(log);
  const crypto::Hash256 hash = ledger::ClosingHash(manifest.hash(), *closing);
  return out + fmt::format(
                   "  manifest hash  {}\n  close record   {}\n  root           {}\n"
                   "  closing hash   {}\n  compare aloud  {}\n",
                   crypto::ToHex(manifest.hash()), closing->index, crypto::ToHex(closing->root),
                   crypto::ToHex(hash), ledger::ClosingGroups(hash));
}

}  // namespace urna::cli
