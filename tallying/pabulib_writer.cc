#include "tallying/pabulib_writer.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>
#include <string_view>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "tallying/pabulib_rows.h"

namespace urna::tallying {
namespace {

// Keys whose value the profile determines.
constexpr std::string_view kDetermined[] = {
    "num_projects",   "num_votes",      "budget",        "vote_type",      "min_length",
    "max_length",     "min_sum_cost",   "max_sum_cost",  "min_points",     "max_points",
    "min_sum_points", "max_sum_points", "default_score", "currency_digits"};

using Lines = std::vector<std::pair<std::string, std::string>>;

std::string_view CurrencyOf(const Lines& meta) {
  for (const auto& [key, value] : meta) {
    if (absl::EqualsIgnoreCase(key, "currency")) return value;
  }
  return {};
}

template <typename Range>
std::string Listed(const Range& items) {
  return fmt::format("{}", fmt::join(items, ","));
}

std::string Quoted(std::string_view field) {
  const bool plain = field.find_first_of(";\"\n\r") == std::string_view::npos;
  if (plain) return std::string(field);
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  quoted.push_back('"');
  return quoted;
}

}  // namespace

absl::StatusOr<std::string> WritePabulib(const Profile& profile, const Lines& meta,
                                         const Lines& last_meta) {
  const Contest& contest = profile.contest();
  const int digits = contest.minor_digits;
  std::string out = "META\nkey;value\n";
  for (const auto& [key, value] : meta) {
    if (absl::c_linear_search(kDetermined, absl::AsciiStrToLower(key))) continue;
    out += fmt::format("{};{}\n", Quoted(key), Quoted(value));
  }
  // Some figures of an outcome are in minor units, whose size the amounts alone do not give back.
  if (digits != MinorDigitsOfCurrency(CurrencyOf(meta))) {
    out += fmt::format("currency_digits;{}\n", digits);
  }
  out += fmt::format("num_projects;{}\n", contest.projects.size());
  out += fmt::format("num_votes;{}\n", profile.voters());
  out += fmt::format("budget;{}\n", FormatMoney(contest.budget, digits));
  out += fmt::format("vote_type;{}\n", BallotFormatName(contest.format));
  const BallotLimits& limits = contest.limits;
  const auto number = [&out](std::string_view key, const std::optional<int64_t>& value) {
    if (value) out += fmt::format("{};{}\n", key, *value);
  };
  const auto money = [&out, digits](std::string_view key, const std::optional<Money>& value) {
    if (value) out += fmt::format("{};{}\n", key, FormatMoney(*value, digits));
  };
  number("min_length", limits.min_length);
  number("max_length", limits.max_length);
  money("min_sum_cost", limits.min_sum_cost);
  money("max_sum_cost", limits.max_sum_cost);
  number("min_points", limits.min_points);
  number("max_points", limits.max_points);
  number("min_sum_points", limits.min_sum_points);
  number("max_sum_points", limits.max_sum_points);
  for (const auto& [key, value] : last_meta)
    out += fmt::format("{};{}\n", Quoted(key), Quoted(value));

  const bool with_points = contest.with_points();
  const auto any = [&contest](auto has) { return absl::c_any_of(contest.projects, has); };
  const bool names = any([](const Project& p) { return !p.name.empty(); });
  const bool categories = any([](const Project& p) { return !p.categories.empty(); });
  const bool targets = any([](const Project& p) { return !p.targets.empty(); });
  const bool areas = any([](const Project& p) { return !p.area.empty(); });
  out += fmt::format("PROJECTS\nproject_id;cost;votes{}{}{}{}{}\n", with_points ? ";score" : "",
                     names ? ";name" : "", categories ? ";category" : "", targets ? ";target" : "",
                     areas ? ";district" : "");
  for (ProjectIndex p = 0; p < contest.projects.size(); ++p) {
    const Project& project = contest.projects[p];
    const std::string& id = project.id.text();
    if (id.find(',') != std::string::npos || TrimField(id) != id) {
      return absl::InvalidArgumentError(
          fmt::format("project id '{}' cannot be written in a Pabulib file: it has a comma, or "
                      "white space at an end",
                      id));
    }
    out += fmt::format("{};{};{}", Quoted(id), FormatMoney(project.cost, digits),
                       profile.approvals(p));
    if (with_points) out += fmt::format(";{}", profile.points(p));
    if (names) out += fmt::format(";{}", Quoted(project.name));
    if (categories) out += fmt::format(";{}", Quoted(Listed(project.categories)));
    if (targets) out += fmt::format(";{}", Quoted(Listed(project.targets)));
    if (areas) out += fmt::format(";{}", Quoted(project.area));
    out.push_back('\n');
  }

  out += fmt::format("VOTES\nvoter_id;vote{}\n", with_points ? ";points" : "");
  std::vector<std::string> kinds(profile.kinds());
  for (size_t k = 0; k < kinds.size(); ++k) {
    const BallotView ballot = profile.kind(k);
    kinds[k] = Quoted(Listed(std::views::transform(
        ballot.projects, [&](ProjectIndex p) { return contest.projects[p].id.text(); })));
    if (with_points) kinds[k] += fmt::format(";{}", Listed(ballot.points));
  }
  for (size_t voter = 0; voter < profile.voters(); ++voter) {
    out += fmt::format("{};{}\n", voter + 1, kinds[profile.kind_of_voter(voter)]);
  }
  return out;
}

}  // namespace urna::tallying
