#include "cli/audit_summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "absl/time/time.h"
#include "cli/client/shown_text.h"
#include "cli/people_text.h"
#include "ledger/text.h"
#include "tallying/money.h"

namespace urna::cli {
namespace {

constexpr std::size_t kHashDigits = 32;
constexpr std::size_t kTimeDigits = 12;
// A hash as people read it aloud.
constexpr std::string_view kClosingGroups = " closing ";

bool HoldsHash(std::string_view text) {
  std::size_t run = 0;
  for (const char c : text) {
    run = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ? run + 1 : 0;
    if (run == kHashDigits) return true;
  }
  return false;
}

// As a clock on the wall here shows it.
std::string LocalTime(std::uint64_t seconds) {
  return absl::FormatTime("%A, %B %-d, %Y, %H:%M (%Z)",
                          absl::FromUnixSeconds(static_cast<std::int64_t>(seconds)),
                          absl::LocalTimeZone());
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "opened at 1795661951 (Unix seconds)" as a clock here showed it.
std::string WithLocalTimes(std::string text) {
  constexpr std::string_view kUnit = " (Unix seconds)", kAt = " at ";
  const std::size_t unit = text.find(kUnit);
  if (unit == std::string::npos) return text;
  text.erase(unit, kUnit.size());
  for (std::size_t at = text.find(kAt); at != std::string::npos; at = text.find(kAt, at + 1)) {
    const std::size_t begin = at + kAt.size();
    std::size_t end = begin;
    std::uint64_t seconds = 0;
    for (; end < text.size() && IsDigit(text[end]) && end - begin < kTimeDigits; ++end) {
      seconds = seconds * 10 + static_cast<std::uint64_t>(text[end] - '0');
    }
    if (end > begin) text.replace(begin, end - begin, LocalTime(seconds));
  }
  return text;
}

// Without the parts, between commas and semicolons, that hold a hash.
std::string WithoutHashes(std::string_view text) {
  std::string out;
  std::string_view joint;
  while (!text.empty()) {
    const std::size_t cut = std::min(text.find_first_of(",;"), text.size());
    const std::string_view part = text.substr(0, cut);
    if (!HoldsHash(part) && !part.starts_with(kClosingGroups))
      out += ledger::Concat(out.empty() ? "" : joint, part);
    joint = text.substr(cut, 1);
    text.remove_prefix(std::min(cut + 1, text.size()));
  }
  while (out.starts_with(' ')) out.erase(0, 1);
  return out;
}

std::string Counted(std::uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

template <typename Titles>
std::string TitleIn(const Titles& titles, const std::string& otherwise) {
  std::string_view text;
  for (const auto& title : titles) {
    if (text.empty() || title.language() == "en") text = title.text();
  }
  return client::Shown(text.empty() ? otherwise : text);
}

std::string Process(const v1::Config& config) {
  return fmt::format("\n{}\n  voting from {}\n           to {}\n",
                     TitleIn(config.title(), config.process()), LocalTime(config.opening_time()),
                     LocalTime(config.closing_time()));
}

std::string Contest(const ledger::ContestReport& found, const ledger::Manifest* manifest) {
  const v1::ContestConfig* contest =
      manifest == nullptr ? nullptr : &manifest->contest(ledger::ContestId{found.contest});
  std::string out = contest == nullptr ? fmt::format("\ncontest {}\n", found.id)
                                       : fmt::format("\n{} (contest {})\n",
                                                     TitleIn(contest->title(), found.id), found.id);
  out += fmt::format("  {} of {} took part; {}, {}\n", found.ballots,
                     Counted(found.entitled, "voter", "voters"),
                     Counted(found.valid, "valid ballot", "valid ballots"),
                     Counted(found.invalid, "invalid one", "invalid ones"));
  if (found.too_few_ballots) return out + "  nothing is funded: TOO_FEW_BALLOTS\n";
  if (contest == nullptr) {
    out += "  funded:";
    for (const std::string& id : found.selected) out += " " + client::Shown(id);
    return out + "\n";
  }
  const v1::Config& config = manifest->config();
  const auto amount = [&](std::int64_t minor) {
    return AmountText(tallying::Money::Minor(minor), static_cast<int>(config.currency_digits()),
                      ledger::EscapedName(config.currency()), Language::kEnglish);
  };
  out += fmt::format("  {} {} funded, for {} of {}{}\n",
                     Counted(found.selected.size(), "project", "projects"),
                     found.selected.size() == 1 ? "is" : "are", amount(found.cost),
                     amount(found.budget), found.selected.empty() ? "" : ":");
  for (const std::string& id : found.selected) {
    const auto& projects = contest->projects();
    const auto project = std::find_if(projects.begin(), projects.end(),
                                      [&](const auto& one) { return one.id() == id; });
    if (project == projects.end()) continue;
    out += fmt::format("  {}  {} ({})\n", PaddedLeft(amount(project->cost()), 16),
                       TitleIn(project->title(), id), client::Shown(id));
  }
  return out;
}

}  // namespace

std::string StepLine(const ledger::AuditStep& step, bool details) {
  std::string detail = step.detail;
  if (!step.status.ok()) {
    detail = ledger::MessageOf(step.status);
  } else if (!details) {
    detail = WithLocalTimes(WithoutHashes(detail));
  }
  return fmt::format("{} {:2} {}{}{}\n", step.status.ok() ? "ok  " : "FAIL", step.number, step.name,
                     detail.empty() ? "" : ": ", client::Shown(detail));
}

std::string SummarizeAudit(const ledger::AuditReport& report, const ledger::Manifest* manifest,
                           const std::vector<std::string>& receipts, bool details) {
  std::string out;
  for (const auto& fault : report.faults) {
    out += fmt::format("FAULT record {}: {}\n", fault.record, client::Shown(fault.reason));
  }
  for (const auto& revocation : report.revocations) {
    out += fmt::format("revoked slot {} by record {}{}\n", revocation.slot.Printed(),
                       revocation.record, revocation.after_vote ? ", AFTER IT HAD VOTED" : "");
  }
  for (const std::string& path : report.ignored_files) {
    out += fmt::format("ignored, and means nothing: {}\n", path);
  }
  for (std::size_t i = 0; i < report.fates.size(); ++i) {
    out += fmt::format("receipt {}: {}\n", i < receipts.size() ? client::Shown(receipts[i]) : "",
                       client::Shown(report.fates[i].text));
  }
  if (!report.ok()) return out;
  if (manifest != nullptr) out += Process(manifest->config());
  for (const auto& contest : report.contests) out += Contest(contest, manifest);
  const std::size_t revoked = report.revoked_after_vote();
  out += fmt::format("\n{} revoked after a vote\n",
                     revoked == 0 ? "no key was" : Counted(revoked, "key was", "keys were"));
  for (const std::string& limit : report.stated_limits) {
    out += fmt::format("note     {}\n", client::Shown(limit));
  }
  if (!details) return out + "\nEvery step holds. Hashes and keys: --details\n";
  return out + fmt::format("manifest {}\nroot     {}\nresult   {}\nlog      {}\n",
                           report.manifest_hash, report.root, report.result_hash,
                           client::Shown(report.log_vkey));
}

}  // namespace urna::cli
