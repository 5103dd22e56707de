#include "tallying/constraints.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "tallying/absl_view.h"
#include "tallying/pabulib_rows.h"
#include "tallying/utilities.h"

namespace urna::tallying {
namespace {

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const size_t cut = std::min(text.find(separator), text.size());
    const std::string_view piece = TrimField(text.substr(0, cut));
    if (!piece.empty()) pieces.push_back(piece);
    text.remove_prefix(std::min(cut + 1, text.size()));
  }
  return pieces;
}

absl::StatusOr<std::vector<ProjectIndex>> ProjectList(const Profile& profile, const char* parameter,
                                                      std::string_view ids) {
  std::vector<ProjectIndex> list;
  for (const std::string_view id : Split(ids, ',')) {
    const std::optional<ProjectIndex> p = profile.Find(id);
    if (!p) {
      return absl::InvalidArgumentError(
          fmt::format("parameter {} names '{}', which is no project", parameter, id));
    }
    if (std::find(list.begin(), list.end(), *p) != list.end()) {
      return absl::InvalidArgumentError(
          fmt::format("parameter {} names '{}' twice", parameter, id));
    }
    list.push_back(*p);
  }
  return list;
}

// "Sport=1000;Culture=500": amounts by label, in order.
absl::StatusOr<std::vector<std::pair<std::string, Money>>> Amounts(const char* parameter,
                                                                   std::string_view text,
                                                                   int minor_digits) {
  std::vector<std::pair<std::string, Money>> amounts;
  for (const std::string_view piece : Split(text, ';')) {
    const size_t cut = piece.rfind('=');
    if (cut != std::string_view::npos) {
      const absl::StatusOr<Decimal> decimal = ParseDecimal(TrimField(piece.substr(cut + 1)));
      if (IsAmbiguous(TrimField(piece.substr(cut + 1)))) {
        return absl::InvalidArgumentError(
            fmt::format("parameter {}: {}", parameter, StdView(decimal.status().message())));
      }
      if (decimal.ok()) {
        const absl::StatusOr<Money> money = ToMoney(*decimal, minor_digits);
        if (money.ok()) {
          amounts.emplace_back(TrimField(piece.substr(0, cut)), *money);
          continue;
        }
      }
    }
    return absl::InvalidArgumentError(
        fmt::format("parameter {} has '{}'; expected NAME=AMOUNT;NAME=AMOUNT", parameter, piece));
  }
  return amounts;
}

std::vector<ProjectIndex> Members(const Profile& profile, std::string_view label, bool by_area) {
  std::vector<ProjectIndex> members;
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    const Project& project = profile.projects()[p];
    const bool in = by_area ? project.area == label
                            : std::find(project.categories.begin(), project.categories.end(),
                                        label) != project.categories.end();
    if (in) members.push_back(p);
  }
  return members;
}

// Before there are votes any project may become the first of its area.
Money DearestOfAreas(const Profile& profile, const std::vector<ProjectIndex>& fixed) {
  std::map<std::string, Money> dearest;
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    const Project& project = profile.projects()[p];
    if (project.area.empty() || std::find(fixed.begin(), fixed.end(), p) != fixed.end()) continue;
    Money& most = dearest[project.area];
    most = std::max(most, project.cost);
  }
  Money sum;
  for (const auto& [area, most] : dearest) sum += most;
  return sum;
}

// The points of every project, as the rule takes them from ranked ballots if it has a say in it; an
// approval is one point.
std::vector<int64_t> Points(const Profile& profile, const ParameterValues& values) {
  const auto borda = values.find("borda");
  return Scores(profile, Score::kPoints,
                borda == values.end() ? BordaPoints::kLengthMinusOne : ChosenBorda(borda->second));
}

int64_t Whole(const std::string& text) {
  int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

struct Threshold {
  std::string name;
  std::vector<int64_t> scores;
  absl::int128 least;
};

// Those that were set.
std::vector<Threshold> Thresholds(const Profile& profile, const ParameterValues& values) {
  std::vector<Threshold> thresholds;
  for (const bool by_points : {false, true}) {
    const std::string name = by_points ? "min_points" : "min_votes";
    const std::string of_all = name + "_percent";
    const int64_t least = Whole(values.at(name)), percent = Whole(values.at(of_all));
    if (least == 0 && percent == 0) continue;
    const std::vector<int64_t> scores =
        by_points ? Points(profile, values) : Scores(profile, Score::kVotes);
    absl::int128 whole = static_cast<int64_t>(profile.voters());
    if (by_points) whole = std::accumulate(scores.begin(), scores.end(), absl::int128{0});
    thresholds.push_back({name, scores, least});
    thresholds.push_back({of_all, scores, (whole * percent + 99) / 100});
  }
  return thresholds;
}

}  // namespace

const std::vector<Parameter>& ConstraintParameters() {
  const auto list = [](const char* name, const char* meaning) {
    Parameter parameter;
    parameter.name = name;
    parameter.type = Parameter::Type::kList;
    parameter.meaning = meaning;
    return parameter;
  };
  static const std::vector<Parameter>* const kParameters = new std::vector<Parameter>{
      {.name = "min_votes",
       .type = Parameter::Type::kWhole,
       .most = static_cast<int64_t>(kMaxBallots),
       .default_value = "0",
       .meaning = "projects on fewer ballots are out before the rule runs"},
      {.name = "min_votes_percent",
       .type = Parameter::Type::kWhole,
       .most = 100,
       .default_value = "0",
       .meaning = "the same, as a percentage of the voters"},
      {.name = "min_points",
       .type = Parameter::Type::kWhole,
       .most = static_cast<int64_t>(kMaxBallots) * kMaxPoints,
       .default_value = "0",
       .meaning =
           "projects with fewer points are out before the rule runs; an approval is a point"},
      {.name = "min_points_percent",
       .type = Parameter::Type::kWhole,
       .most = 100,
       .default_value = "0",
       .meaning = "the same, as a percentage of the points of all projects"},
      list("fixed", "ids of projects that are funded first in any case: ID,ID"),
      {.name = "fixed_per_area",
       .type = Parameter::Type::kChoice,
       .choices = {"none", "first"},
       .default_value = "none",
       .meaning = "first: the project with most votes of each area is funded first in any case"},
      list("incompatible", "groups of which at most one project is funded: ID,ID;ID,ID,ID"),
      list("category_cap", "most money for the projects of a category: NAME=AMOUNT;NAME=AMOUNT"),
      list("area_cap", "most money for the projects of an area: NAME=AMOUNT;NAME=AMOUNT"),
      list("category_floor", "money kept for a category: NAME=AMOUNT;NAME=AMOUNT"),
      list("area_floor", "money kept for an area: NAME=AMOUNT;NAME=AMOUNT"),
  };
  return *kParameters;
}

absl::StatusOr<Constraints> Constraints::FromParameters(const ParameterValues& values,
                                                        const Profile& profile,
                                                        absl::Span<const uint32_t> ranks) {
  Constraints result;
  const size_t projects = profile.projects().size();

  absl::StatusOr<std::vector<ProjectIndex>> fixed =
      ProjectList(profile, "fixed", values.at("fixed"));
  if (!fixed.ok()) return fixed.status();
  result.fixed_ = *std::move(fixed);
  for (const ProjectIndex p : result.fixed_) {
    result.effects_.push_back({"fixed", p, "funded first"});
  }
  if (values.at("fixed_per_area") == "first") {
    std::map<std::string, ProjectIndex> first;
    for (ProjectIndex p = 0; p < projects; ++p) {
      const std::string& area = profile.projects()[p].area;
      if (area.empty() || profile.approvals(p) == 0) continue;
      const auto [it, added] = first.try_emplace(area, p);
      const int64_t votes = profile.approvals(p), most = profile.approvals(it->second);
      if (votes > most || (votes == most && ranks[p] < ranks[it->second])) it->second = p;
    }
    for (const auto& [area, p] : first) {
      if (std::find(result.fixed_.begin(), result.fixed_.end(), p) != result.fixed_.end()) continue;
      result.fixed_.push_back(p);
      result.effects_.push_back({fmt::format("fixed_per_area: {}", area), p, "funded first"});
    }
  }
  Money cost;
  for (const ProjectIndex p : result.fixed_) cost += profile.projects()[p].cost;
  if (values.at("fixed_per_area") == "first" && profile.voters() == 0) {
    cost += DearestOfAreas(profile, result.fixed_);
  }
  if (cost > profile.budget()) {
    return absl::InvalidArgumentError("the fixed projects cost more than the budget");
  }

  for (const Threshold& threshold : Thresholds(profile, values)) {
    for (ProjectIndex p = 0; p < projects; ++p) {
      if (threshold.scores[p] >= threshold.least || result.excluded(p)) continue;
      if (std::find(result.fixed_.begin(), result.fixed_.end(), p) != result.fixed_.end()) continue;
      result.excluded_.resize(projects);
      result.excluded_[p] = true;
      result.effects_.push_back({threshold.name, p, "kept out"});
    }
  }

  for (const std::string_view group : Split(values.at("incompatible"), ';')) {
    absl::StatusOr<std::vector<ProjectIndex>> members = ProjectList(profile, "incompatible", group);
    if (!members.ok()) return members.status();
    result.limits_.push_back({fmt::format("incompatible: {}", group), *std::move(members), 1, {}});
  }
  for (const bool by_area : {false, true}) {
    const char* const cap = by_area ? "area_cap" : "category_cap";
    const char* const floor = by_area ? "area_floor" : "category_floor";
    for (const bool is_cap : {true, false}) {
      const char* const parameter = is_cap ? cap : floor;
      const auto amounts = Amounts(parameter, values.at(parameter), profile.minor_digits());
      if (!amounts.ok()) return amounts.status();
      for (const auto& [label, amount] : *amounts) {
        std::vector<ProjectIndex> members = Members(profile, label, by_area);
        if (members.empty()) {
          return absl::InvalidArgumentError(
              fmt::format("parameter {} names '{}', which no project has", parameter, label));
        }
        if (is_cap) {
          result.limits_.push_back(
              {fmt::format("{}: {}", parameter, label), std::move(members), {}, amount});
        } else {
          result.floors_.push_back(
              {fmt::format("{}: {}", parameter, label), std::move(members), amount});
        }
      }
    }
  }
  return result;
}

}  // namespace urna::tallying
