#include "tallying/allocation_rule.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "tallying/concat.h"
#include "tallying/equal_shares.h"
#include "tallying/phragmen.h"
#include "tallying/ranking_rules.h"

namespace urna::tallying {
namespace {

struct Registered {
  const RuleDescription& (*description)();
  std::unique_ptr<AllocationRule> (*make)(ParameterValues);
};

constexpr Registered kRules[] = {
    {&ApprovalRule::Description,
     [](ParameterValues values) -> std::unique_ptr<AllocationRule> {
       return std::make_unique<ApprovalRule>(std::move(values));
     }},
    {&GreedyRule::Description,
     [](ParameterValues values) -> std::unique_ptr<AllocationRule> {
       return std::make_unique<GreedyRule>(std::move(values));
     }},
    {&EqualSharesRule::Description,
     [](ParameterValues values) -> std::unique_ptr<AllocationRule> {
       return std::make_unique<EqualSharesRule>(std::move(values));
     }},
    {&PhragmenRule::Description,
     [](ParameterValues values) -> std::unique_ptr<AllocationRule> {
       return std::make_unique<PhragmenRule>(std::move(values));
     }},
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
  absl::Status status = Count(profile, *ranks, options, &outcome);
  if (!status.ok()) return status;
  for (const ProjectIndex p : outcome.selected) outcome.cost += profile.projects()[p].cost;
  return outcome;
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
    absl::StatusOr<ParameterValues> values = CheckParameters(description.parameters, parameters);
    if (!values.ok()) {
      return absl::InvalidArgumentError(Concat("rule ", name, ": ", values.status().message()));
    }
    return rule.make(*std::move(values));
  }
  return absl::InvalidArgumentError(Concat(
      "there is no rule '", name, "'; expected one of: ",
      absl::StrJoin(AllocationRules(), ", ",
                    [](std::string* out, const RuleDescription& d) { out->append(d.name); })));
}

}  // namespace urna::tallying
