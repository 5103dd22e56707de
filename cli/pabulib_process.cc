#include "cli/pabulib_process.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>

#include "absl/strings/str_split.h"
#include "ledger/config.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "tallying/allocation_rule.h"

namespace urna::cli {
namespace {

using tallying::BallotFormat;

constexpr std::int64_t kMaxEncodedPoints = 255;
constexpr int kMaxCurrencyDigits = 6;
constexpr std::size_t kMaxId = 40;

// The extremes of some measure over the ballots that are not blank.
struct Range {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = 0;
  void Add(std::int64_t value) {
    least = std::min(least, value);
    most = std::max(most, value);
  }
};

struct Measures {
  Range length, cost, points, sum_points;
};

// Widens limits to what the ballots need, and says so.
class Limits {
 public:
  explicit Limits(std::vector<std::string>& warnings) : warnings_(warnings) {}

  // 0 stands for no limit.
  std::int64_t Most(std::string_view name, std::optional<std::int64_t> declared,
                    const Range& range) {
    if (!declared.has_value()) return 0;
    if (range.most > *declared) Warn(name, *declared, range.most);
    return std::max(*declared, range.most);
  }
  std::int64_t Least(std::string_view name, std::optional<std::int64_t> declared,
                     const Range& range) {
    if (!declared.has_value()) return 0;
    if (range.least < *declared) Warn(name, *declared, range.least);
    return std::min(*declared, range.least);
  }

 private:
  void Warn(std::string_view name, std::int64_t declared, std::int64_t needed) {
    warnings_.push_back(fmt::format("ballots of the file break its {} of {}; it becomes {}", name,
                                    declared, needed));
  }
  std::vector<std::string>& warnings_;
};

std::optional<std::int64_t> MinorOf(const std::optional<tallying::Money>& money) {
  return money.has_value() ? std::optional(money->minor()) : std::nullopt;
}

std::uint32_t Clamp32(std::int64_t value) {
  return static_cast<std::uint32_t>(
      std::min<std::int64_t>(value, std::numeric_limits<std::uint32_t>::max()));
}

// A resource id made of a file's name.
std::string IdOf(const std::string& path) {
  std::string id = "pb";
  for (const char c : std::filesystem::path(path).stem().string()) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (id.size() == kMaxId) break;
    if (letter || digit) {
      if (id == "pb") id += '-';
      id += letter ? static_cast<char>(c | 0x20) : c;
    } else if (id.back() != '-') {
      id += '-';
    }
  }
  while (id.back() == '-') id.pop_back();
  return id;
}

void SetTitle(google::protobuf::RepeatedPtrField<v1::LocalizedText>& title, std::string_view text) {
  v1::LocalizedText& localized = *title.Add();
  localized.set_language("en");
  localized.set_text(std::string(text));
}

// The first `voters` ballots, with what they measure.
class Ballots {
 public:
  Ballots(const tallying::Profile& profile, std::size_t voters)
      : profile_(profile), voters_(voters) {}

  absl::StatusOr<std::vector<ledger::Choices>> Read() {
    std::vector<ledger::Choices> out;
    for (std::size_t voter = 0; voter < voters_; ++voter) {
      auto choices = ReadOne(profile_.ballot(voter), voter);
      if (!choices.ok()) return choices.status();
      out.push_back(*std::move(choices));
    }
    return out;
  }
  const Measures& measures() const { return measures_; }

 private:
  absl::StatusOr<ledger::Choices> ReadOne(const tallying::BallotView& ballot, std::size_t voter) {
    ledger::Choices choices;
    std::int64_t cost = 0, sum = 0;
    for (std::size_t i = 0; i < ballot.projects.size(); ++i) {
      std::int64_t points = 1;
      if (tallying::HasPoints(profile_.format())) {
        points = ballot.points[i];
        if (points > kMaxEncodedPoints) {
          return absl::InvalidArgumentError(fmt::format(
              "voter {} gives {} points to project {}; a ballot holds at most {}", voter + 1,
              points, profile_.projects()[ballot.projects[i]].id.text(), kMaxEncodedPoints));
        }
        measures_.points.Add(points);
        sum += points;
      }
      cost += profile_.projects()[ballot.projects[i]].cost.minor();
      choices.push_back({ballot.projects[i], static_cast<std::uint32_t>(points)});
    }
    if (profile_.format() != BallotFormat::kOrdinal) {
      std::sort(choices.begin(), choices.end(),
                [](const auto& a, const auto& b) { return a.project < b.project; });
    }
    if (!choices.empty()) {
      measures_.length.Add(static_cast<std::int64_t>(choices.size()));
      measures_.cost.Add(cost);
      measures_.sum_points.Add(sum);
    }
    return choices;
  }

  const tallying::Profile& profile_;
  const std::size_t voters_;
  Measures measures_;
};

void SetFormat(const tallying::Contest& contest, const Measures& measures,
               std::vector<std::string>& warnings, v1::BallotFormat& format) {
  const tallying::BallotLimits& declared = contest.limits;
  Limits limits(warnings);
  const auto min_length = [&] {
    return Clamp32(limits.Least("min_length", declared.min_length, measures.length));
  };
  const auto max_length = [&] {
    return Clamp32(limits.Most("max_length", declared.max_length, measures.length));
  };
  const auto max_points = [&] {
    const std::int64_t most = limits.Most("max_points", declared.max_points, measures.points);
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(most == 0 ? measures.points.most : most, 1, kMaxEncodedPoints));
  };
  if (contest.format == BallotFormat::kChoose1 && measures.length.most > 1) {
    warnings.push_back(
        "ballots of the file name more than one project; it becomes an approval ballot");
    format.mutable_approval();
    return;
  }
  switch (contest.format) {
    case BallotFormat::kApproval: {
      auto& f = *format.mutable_approval();
      f.set_min_length(min_length());
      f.set_max_length(max_length());
      f.set_min_sum_cost(
          limits.Least("min_sum_cost", MinorOf(declared.min_sum_cost), measures.cost));
      f.set_max_sum_cost(
          limits.Most("max_sum_cost", MinorOf(declared.max_sum_cost), measures.cost));
      return;
    }
    case BallotFormat::kCumulative: {
      auto& f = *format.mutable_cumulative();
      f.set_min_length(min_length());
      f.set_max_length(max_length());
      f.set_max_points(max_points());
      f.set_min_sum_points(
          Clamp32(limits.Least("min_sum_points", declared.min_sum_points, measures.sum_points)));
      f.set_max_sum_points(
          Clamp32(limits.Most("max_sum_points", declared.max_sum_points, measures.sum_points)));
      return;
    }
    case BallotFormat::kScoring: {
      auto& f = *format.mutable_scoring();
      f.set_min_length(min_length());
      f.set_max_length(max_length());
      f.set_max_points(max_points());
      return;
    }
    case BallotFormat::kOrdinal: {
      auto& f = *format.mutable_ordinal();
      f.set_min_length(min_length());
      f.set_max_length(max_length());
      return;
    }
    case BallotFormat::kChoose1:
      format.mutable_choose_one();
      return;
  }
}

absl::StatusOr<tallying::TieBreak> TieBreakOf(v1::TieBreak tie_break,
                                              const tallying::Profile& profile) {
  if (tie_break != v1::TIE_BREAK_ORDER) {
    return tallying::TieBreak::FromName(client::TieBreakName(tie_break));
  }
  std::vector<tallying::ProjectId> order;
  for (const tallying::Project& project : profile.projects()) order.push_back(project.id);
  return tallying::TieBreak::Order(std::move(order));
}

// The election with its first `voters` ballots only.
absl::StatusOr<tallying::Profile> FirstBallots(const tallying::Profile& profile,
                                               std::size_t voters) {
  if (voters == profile.voters()) return profile;
  auto builder = tallying::Profile::Builder::Create(profile.contest());
  if (!builder.ok()) return builder.status();
  for (std::size_t voter = 0; voter < voters; ++voter) {
    const tallying::BallotView ballot = profile.ballot(voter);
    if (auto status = builder->AddBallot(ballot.projects, ballot.points); !status.ok()) {
      return status;
    }
  }
  return std::move(*builder).Build();
}

// Counts the file itself, and writes the rule down with every parameter.
absl::Status SetRule(const CountingRule& rule, const tallying::Profile& profile,
                     v1::RuleConfig& config, PabulibProcess& out) {
  tallying::ParameterValues given;
  for (const std::string& text : rule.parameters) {
    const std::pair<std::string, std::string> named = absl::StrSplit(text, absl::MaxSplits('=', 1));
    if (text.find('=') == std::string::npos) {
      return absl::InvalidArgumentError(fmt::format("--param is '{}'; expected name=value", text));
    }
    given[named.first] = named.second;
  }
  auto made = tallying::MakeRule(rule.rule, given);
  if (!made.ok()) return made.status();
  auto tie_break = client::ParseTieBreakName(rule.tie_break);
  if (!tie_break.ok()) return tie_break.status();
  config.set_rule(rule.rule);
  config.set_tie_break(*tie_break);
  for (const auto& [name, value] : (*made)->parameters()) {
    if (value.empty()) continue;
    v1::RuleParameter& parameter = *config.add_parameters();
    parameter.set_name(name);
    parameter.set_value(value);
  }
  out.is_expected_known = *tie_break != v1::TIE_BREAK_LOT;
  // With a lot the order is of no account here: whether the rule can count the file is.
  auto order = TieBreakOf(out.is_expected_known ? *tie_break : v1::TIE_BREAK_ORDER, profile);
  if (!order.ok()) return order.status();
  auto outcome = (*made)->Allocate(profile, *order);
  if (!outcome.ok()) return outcome.status();
  out.expected = *std::move(outcome);
  return absl::OkStatus();
}

bool AreProjectIds(const std::vector<std::string>& ids) {
  return std::all_of(ids.begin(), ids.end(),
                     [](const std::string& id) { return ledger::IsProjectId(id); });
}

// The ids themselves, or others that a resource name can hold. Ties are broken by the order of ids,
// so the others sort in the same way.
std::vector<std::string> UsableIds(const std::vector<std::string>& ids,
                                   std::vector<std::string>& warnings) {
  if (AreProjectIds(ids)) return ids;
  std::vector<std::string> sorted = ids;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::string> out;
  for (const std::string& id : ids) {
    const auto rank = std::lower_bound(sorted.begin(), sorted.end(), id) - sorted.begin();
    out.push_back(fmt::format("p{:06}", rank));
  }
  warnings.emplace_back("some project ids cannot be used here; all are numbered in their order");
  return out;
}

void SetProjects(const tallying::Profile& profile, client::ContestDescription& contest,
                 PabulibProcess& out) {
  for (const tallying::Project& project : profile.projects()) {
    out.project_ids.push_back(project.id.text());
  }
  const std::vector<std::string> ids = UsableIds(out.project_ids, out.warnings);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const tallying::Project& project = profile.projects()[i];
    v1::Project described;
    SetTitle(*described.mutable_title(), project.name.empty() ? project.id.text() : project.name);
    described.set_cost(project.cost.minor());
    contest.projects.emplace_back(ids[i], std::move(described));
  }
}

std::string CurrencyOf(const tallying::PabulibFile& file) {
  const std::string_view currency = file.MetaValue("currency");
  const bool iso = currency.size() == 3 && std::all_of(currency.begin(), currency.end(),
                                                       [](char c) { return c >= 'A' && c <= 'Z'; });
  // The code that ISO 4217 reserves for tests.
  return iso ? std::string(currency) : "XTS";
}

}  // namespace

absl::StatusOr<PabulibProcess> MakeProcess(const std::string& path,
                                           const tallying::PabulibFile& file, std::size_t voters,
                                           const CountingRule& rule) {
  if (voters == 0 || voters > file.profile.voters()) voters = file.profile.voters();
  if (voters == 0) return absl::InvalidArgumentError(fmt::format("{}: nobody votes in it", path));
  auto profile = FirstBallots(file.profile, voters);
  if (!profile.ok()) return profile.status();
  const int digits = profile->minor_digits();
  if (digits > kMaxCurrencyDigits) {
    return absl::InvalidArgumentError(
        fmt::format("{}: amounts have {} decimals; a currency has at most {}", path, digits,
                    kMaxCurrencyDigits));
  }
  PabulibProcess out;
  client::ProcessDescription& description = out.description;
  description.id = IdOf(path);
  const std::string_view title = file.MetaValue("description");
  SetTitle(*description.process.mutable_title(),
           title.empty() ? std::filesystem::path(path).stem().string() : title);
  description.process.set_currency(CurrencyOf(file));
  description.process.set_currency_digits(static_cast<std::uint32_t>(digits));

  v1::Area area;
  SetTitle(*area.mutable_title(), "All");
  description.areas.emplace_back(kOnlyId, std::move(area));
  client::ContestDescription contest;
  contest.id = kOnlyId;
  *contest.contest.mutable_title() = description.process.title();
  contest.contest.set_area(fmt::format("{}/areas/{}", description.name(), kOnlyId));
  contest.contest.set_budget(profile->budget().minor());
  SetProjects(*profile, contest, out);
  const auto status = SetRule(rule, *profile, *contest.contest.mutable_rule(), out);
  if (!status.ok()) {
    return absl::InvalidArgumentError(fmt::format("{}: {}", path, ledger::MessageOf(status)));
  }
  Ballots ballots(*profile, voters);
  auto choices = ballots.Read();
  if (!choices.ok()) {
    return absl::InvalidArgumentError(
        fmt::format("{}: {}", path, ledger::MessageOf(choices.status())));
  }
  out.ballots = *std::move(choices);
  SetFormat(profile->contest(), ballots.measures(), out.warnings,
            *contest.contest.mutable_ballot_format());
  description.contests.push_back(std::move(contest));

  v1::Electorate electorate;
  SetTitle(*electorate.mutable_title(), "Voters of the file");
  electorate.add_contests(fmt::format("{}/contests/{}", description.name(), kOnlyId));
  description.electorates.emplace_back(kOnlyId, std::move(electorate));
  return out;
}

}  // namespace urna::cli
