#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tallying/outcome.h"
#include "tallying/parameters.h"
#include "tallying/profile.h"
#include "tallying/selection_limits.h"
#include "tallying/stop.h"
#include "tallying/tie_break.h"

namespace urna::tallying {

// A rule as people meet it: its name in manifests and on the command line, and its parameters.
// Every rule has those of ConstraintParameters() as well; they are not repeated here.
struct RuleDescription {
  std::string name;
  std::string meaning;
  std::vector<Parameter> parameters;
};

struct AllocateOptions {
  bool trace = false;  // fill Outcome::rounds
  // Asked between steps of milliseconds; max-welfare, of a few seconds in all, does not ask.
  StopAsked stop = {};
};

// What a rule sees when it counts.
struct Counting {
  const Profile& profile;
  absl::Span<const uint32_t> ranks;  // the tie-break's place of each project
  const SelectionLimits& limits;
  bool trace = false;
  const StopAsked* stop = nullptr;

  bool stopped() const { return IsStopped(stop); }
};

// Spends a budget on projects according to ballots: a pure function of profile and tie-break. The
// outcome does not depend on the order of voters, the machine, or the number of threads.
//
// Immutable after construction; Allocate may be called from many threads at once.
class AllocationRule {
 public:
  virtual ~AllocationRule() = default;
  AllocationRule(const AllocationRule&) = delete;
  AllocationRule& operator=(const AllocationRule&) = delete;

  const RuleDescription& description() const { return description_; }
  // Every parameter with its value; "auto" stands where the profile decides.
  const ParameterValues& parameters() const { return parameters_; }

  // INVALID_ARGUMENT when the tie-break does not fit the profile, or the rule cannot count ballots
  // of its format with these parameters. RESOURCE_EXHAUSTED when some ballots of such a contest
  // would take the rule too long: that depends on the contest alone, so a contest that can be
  // counted without voters can be counted with any. CANCELLED where options.stop said so.
  absl::StatusOr<Outcome> Allocate(const Profile& profile, const TieBreak& tie_break,
                                   const AllocateOptions& options = {}) const;

 protected:
  AllocationRule(const RuleDescription& description, ParameterValues parameters)
      : description_(description), parameters_(std::move(parameters)) {}

  const std::string& parameter(std::string_view name) const;

 private:
  // RESOURCE_EXHAUSTED, with the limit, for a contest that the rule may not be able to count.
  virtual absl::Status CheckContest(const Contest& contest, const SelectionLimits& limits) const;

  // Fills `selected`, `ties`, `rounds`, and whatever else is the rule's own; `parameters` holds
  // parameters() and may be made more precise. `ranks` is the tie-break's place of each project.
  // Must keep to `limits`, and sets `constraints` to what they kept out.
  virtual absl::Status Count(const Counting& counting, Outcome* outcome) const = 0;

  // Count, within what the constraints leave open.
  absl::Status CountWithConstraints(const Profile& profile, absl::Span<const uint32_t> ranks,
                                    const AllocateOptions& options, Outcome* outcome) const;

  const RuleDescription& description_;  // lives as long as the program
  const ParameterValues parameters_;
};

// All rules, in the order of docs/rules.md.
const std::vector<RuleDescription>& AllocationRules();

// The rule of that name with these parameters, the rest at their defaults. INVALID_ARGUMENT (with
// what is allowed) for an unknown rule, an unknown parameter, or a value out of range.
absl::StatusOr<std::unique_ptr<AllocationRule>> MakeRule(std::string_view name,
                                                         const ParameterValues& parameters = {});

}  // namespace urna::tallying
