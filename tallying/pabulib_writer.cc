#include "tallying/pabulib_writer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "tallying/concat.h"
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
    Append(&out, Quoted(key), ";", Quoted(value), "\n");
  }
  // Some figures of an outcome are in minor units, whose size the amounts alone do not give back.
  if (digits != MinorDigitsOfCurrency(CurrencyOf(meta))) {
    Append(&out, "currency_digits;", digits, "\n");
  }
  Append(&out, "num_projects;", contest.projects.size(), "\n");
  Append(&out, "num_votes;", profile.voters(), "\n");
  Append(&out, "budget;", FormatMoney(contest.budget, digits), "\n");
  Append(&out, "vote_type;", BallotFormatName(contest.format), "\n");
  const BallotLimits& limits = contest.limits;
  const auto number = [&out](std::string_view key, const std::optional<int64_t>& value) {
    if (value) Append(&out, key, ";", *value, "\n");
  };
  const auto money = [&out, digits](std::string_view key, const std::optional<Money>& value) {
    if (value) Append(&out, key, ";", FormatMoney(*value, digits), "\n");
  };
  number("min_length", limits.min_length);
  number("max_length", limits.max_length);
  money("min_sum_cost", limits.min_sum_cost);
  money("max_sum_cost", limits.max_sum_cost);
  number("min_points", limits.min_points);
  number("max_points", limits.max_points);
  number("min_sum_points", limits.min_sum_points);
  number("max_sum_points", limits.max_sum_points);
  for (const auto& [key, value] : last_meta) Append(&out, Quoted(key), ";", Quoted(value), "\n");

  const bool with_points = contest.with_points();
  const auto any = [&contest](auto has) { return absl::c_any_of(contest.projects, has); };
  const bool names = any([](const Project& p) { return !p.name.empty(); });
  const bool categories = any([](const Project& p) { return !p.categories.empty(); });
  const bool targets = any([](const Project& p) { return !p.targets.empty(); });
  const bool areas = any([](const Project& p) { return !p.area.empty(); });
  Append(&out, "PROJECTS\nproject_id;cost;votes", with_points ? ";score" : "", names ? ";name" : "",
         categories ? ";category" : "", targets ? ";target" : "", areas ? ";district" : "", "\n");
  for (ProjectIndex p = 0; p < contest.projects.size(); ++p) {
    const Project& project = contest.projects[p];
    const std::string& id = project.id.text();
    if (id.find(',') != std::string::npos || TrimField(id) != id) {
      return absl::InvalidArgumentError(
          Concat("project id '", id,
                 "' cannot be written in a Pabulib file: it has a comma, or "
                 "white space at an end"));
    }
    Append(&out, Quoted(id), ";", FormatMoney(project.cost, digits), ";", profile.approvals(p));
    if (with_points) Append(&out, ";", profile.points(p));
    if (names) Append(&out, ";", Quoted(project.name));
    if (categories) Append(&out, ";", Quoted(absl::StrJoin(project.categories, ",")));
    if (targets) Append(&out, ";", Quoted(absl::StrJoin(project.targets, ",")));
    if (areas) Append(&out, ";", Quoted(project.area));
    out.push_back('\n');
  }

  Append(&out, "VOTES\nvoter_id;vote", with_points ? ";points" : "", "\n");
  std::vector<std::string> kinds(profile.kinds());
  for (size_t k = 0; k < kinds.size(); ++k) {
    const BallotView ballot = profile.kind(k);
    kinds[k] = Quoted(absl::StrJoin(ballot.projects, ",", [&](std::string* text, ProjectIndex p) {
      text->append(contest.projects[p].id.text());
    }));
    if (with_points) Append(&kinds[k], ";", absl::StrJoin(ballot.points, ","));
  }
  for (size_t voter = 0; voter < profile.voters(); ++voter) {
    Append(&out, voter + 1, ";", kinds[profile.kind_of_voter(voter)], "\n");
  }
  return out;
}

}  // namespace urna::tallying
