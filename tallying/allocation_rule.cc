#include "tallying/allocation_rule.h"

#include <fmt/ranges.h>

#include <ranges>
#include <utility>

#include "absl/status/status.h"
#include "tallying/absl_view.h"
#include "tallying/bounded_overspending.h"
#include "tallying/constrained_count.h"
#include "tallying/constraints.h"
#include "tallying/equal_shares.h"
#include "tallying/max_welfare.h"
#include "tallying/maximin_support.h"
#include "tallying/phragmen.h"
#include "tallying/ranking_rules.h"

namespace urna::tallying {
namespace {

struct Registered {
  const RuleDescription& (*description)();
  std::unique_ptr<AllocationRule> (*make)(ParameterValues);
};

template <typename Rule>
constexpr Registered Register() {
  return {&Rule::Description, [](ParameterValues values) -> std::unique_ptr<AllocationRule> {
            return std::make_unique<Rule>(std::move(values));
          }};
}

constexpr Registered kRules[] = {
    Register<ApprovalRule>(),    Register<GreedyRule>(),
    Register<EqualSharesRule>(), Register<BoundedOverspendingRule>(),
    Register<PhragmenRule>(),    Register<MaximinSupportRule>(),
    Register<MaxWelfareRule>(),
};

}  // namespace

const std::string& AllocationRule::parameter(std::string_view name) const {
  static const std::string* const kNone = new std::string;
  const auto it = parameters_.find(std::string(name));
  return it == parameters_.end() ? *kNone : it->second;
}

absl::StatusOr<Outcome> AllocationRule::Allocate(const Profile& profile, const TieBreak& tie_break,
                                                 const AllocateOptions& options) const {
  absl::StatusOr<std::vector<uint32_t>> ranks = tie_break.Ranks(profile);
  if (!ranks.ok()) return ranks.status();
  Outcome outcome;
  outcome.rule = description_.name;
  outcome.parameters = parameters_;
  outcome.tie_break = tie_break.name();
  absl::Status status = CountWithConstraints(profile, *ranks, options, &outcome);
  if (!status.ok()) return status;
  // Constraints that were not asked for are no part of the record.
  for (const Parameter& described : ConstraintParameters()) {
    if (outcome.parameters[described.name] == described.default_value) {
      outcome.parameters.erase(described.name);
    }
  }
  for (const ProjectIndex p : outcome.selected) outcome.cost += profile.projects()[p].cost;
  return outcome;
}

absl::Status AllocationRule::CheckContest(const Contest& /*contest*/,
                                          const SelectionLimits& /*limits*/) const {
  return absl::OkStatus();
}

absl::Status AllocationRule::CountWithConstraints(const Profile& profile,
                                                  absl::Span<const uint32_t> ranks,
                                                  const AllocateOptions& options,
                                                  Outcome* outcome) const {
  const absl::StatusOr<Constraints> constraints =
      Constraints::FromParameters(parameters_, profile, ranks);
  if (!constraints.ok()) return constraints.status();
  if (profile.format() == BallotFormat::kOrdinal && parameter("borda") == "ballot" &&
      !profile.contest().ranked_points) {
    return absl::InvalidArgumentError(
        "parameter borda is 'ballot', but the ballots give no points beside the ranks; expected "
        "len-1 or len");
  }
  SelectionLimits limits(profile);
  for (const SelectionLimits::Limit& limit : constraints->limits()) limits.Add(limit);
  if (absl::Status status = CheckContest(profile.contest(), limits); !status.ok()) return status;
  if (constraints->none()) {
    return Count({profile, ranks, SelectionLimits(profile), options.trace, &options.stop}, outcome);
  }
  ConstrainedCount count(profile, ranks, *constraints, options, outcome);
  return count.Run([this](const Counting& counting, Outcome* partial) {
    partial->parameters = parameters_;
    return Count(counting, partial);
  });
}

const std::vector<RuleDescription>& AllocationRules() {
  static const std::vector<RuleDescription>* const kDescriptions = [] {
    auto* descriptions = new std::vector<RuleDescription>;
    for (const Registered& rule : kRules) descriptions->push_back(rule.description());
    return descriptions;
  }();
  return *kDescriptions;
}

absl::StatusOr<std::unique_ptr<AllocationRule>> MakeRule(std::string_view name,
                                                         const ParameterValues& parameters) {
  for (const Registered& rule : kRules) {
    const RuleDescription& description = rule.description();
    if (description.name != name) continue;
    std::vector<Parameter> described = description.parameters;
    described.insert(described.end(), ConstraintParameters().begin(), ConstraintParameters().end());
    absl::StatusOr<ParameterValues> values = CheckParameters(described, parameters);
    if (!values.ok()) {
      return absl::InvalidArgumentError(
          fmt::format("rule {}: {}", name, StdView(values.status().message())));
    }
    return rule.make(*std::move(values));
  }
  return absl::InvalidArgumentError(fmt::format(
      "there is no rule '{}'; expected one of: {}", name,
      fmt::join(std::views::transform(AllocationRules(), &RuleDescription::name), ", ")));
}

}  // namespace urna::tallying
