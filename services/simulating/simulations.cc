#include "services/simulating/simulations.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/tally.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/records/contest_config.h"
#include "services/simulating/scenario_outcome.h"
#include "services/simulating/simulated_election.h"
#include "tallying/simulation.h"

namespace urna::services {
namespace {

constexpr std::size_t kMaxLabel = 200;
// Lists of projects in parameters are looked through for each project.
constexpr std::size_t kMaxRule = std::size_t{64} << 10;

// A scenario in the form in which it is counted.
struct Trial {
  std::unique_ptr<tallying::AllocationRule> rule;
  tallying::TieBreak tie_break;
  tallying::Money budget;
};

std::string At(int i) { return fmt::format("scenarios[{}]", i); }

absl::Status CheckScenarios(const v1::SimulateRequest& request) {
  FieldViolations violations;
  if (request.scenarios_size() < 1 || request.scenarios_size() > kScenarios) {
    return FieldError("scenarios", fmt::format("expected 1 to {}", kScenarios));
  }
  for (int i = 0; i < request.scenarios_size(); ++i) {
    const v1::Scenario& scenario = request.scenarios(i);
    if (scenario.label().size() > kMaxLabel) {
      violations.Add(At(i) + ".label", "expected at most 200 bytes");
    }
    if (scenario.budget() < 0 || scenario.budget() > ledger::kMaxAmount) {
      violations.Add(At(i) + ".budget", "expected 0 to 2^53 minor units");
    }
    if (scenario.rule().ByteSizeLong() > kMaxRule) {
      violations.Add(At(i) + ".rule", "expected at most 64 KiB");
      continue;
    }
    ValidateRule(scenario.rule(), At(i) + ".rule", violations);
  }
  return violations.ToStatus();
}

// A lot that everybody can draw again: of a simulation nothing depends on chance.
crypto::Hash256 LotSeed(std::uint64_t seed) {
  crypto::Bytes input;
  crypto::Append(input, crypto::AsBytes(std::string_view("urna/simulation/lot")));
  crypto::AppendLe64(input, seed);
  return crypto::Sha256(input);
}

// Whether a rule can count such ballots shows on a contest that nobody voted in.
absl::Status CheckCountable(const tallying::Contest& contest, const Trial& trial) {
  tallying::Contest with_budget = contest;
  with_budget.budget = trial.budget;
  auto builder = tallying::Profile::Builder::Create(std::move(with_budget));
  if (!builder.ok()) return builder.status();
  return trial.rule->Allocate(std::move(*builder).Build(), trial.tie_break).status();
}

absl::StatusOr<std::vector<Trial>> MakeTrials(const v1::SimulateRequest& request,
                                              const tallying::Profile& profile) {
  FieldViolations violations;
  std::vector<Trial> trials;
  for (int i = 0; i < request.scenarios_size(); ++i) {
    const v1::Scenario& scenario = request.scenarios(i);
    auto rule = MakeServedRule(scenario.rule());
    auto tie_break = ledger::MakeTieBreak(scenario.rule().tie_break(), profile.projects(),
                                          LotSeed(request.seed()));
    if (!tie_break.ok()) return tie_break.status();
    absl::Status countable = rule.status();
    if (rule.ok()) {
      const Trial& trial = trials.emplace_back(Trial{
          *std::move(rule), *std::move(tie_break),
          scenario.has_budget() ? tallying::Money::Minor(scenario.budget()) : profile.budget()});
      countable = CheckCountable(profile.contest(), trial);
    }
    if (countable.ok()) continue;
    const std::string field = ledger::FieldOf(countable);
    violations.Add(fmt::format("{}.rule{}{}", At(i), field.empty() ? "" : ".", field),
                   std::string(countable.message()));
  }
  if (!violations.empty()) return violations.ToStatus();
  return trials;
}

absl::Status TooLong() {
  return Error(absl::StatusCode::kResourceExhausted, "SIMULATION_TOO_LONG",
               fmt::format("the simulation was stopped after {} seconds: ask for fewer scenarios, "
                           "voters or projects, for rules without a completion or with a larger "
                           "increment, or use `urna simulate` with a file, which has no such limit",
                           absl::ToInt64Seconds(kSimulationTime)));
}

}  // namespace

absl::Status Simulations::Simulate(const v1::SimulateRequest& request,
                                   v1::SimulateResponse& response) const {
  const absl::Time end = clock_.Now() + kSimulationTime;
  bool over = false;
  const tallying::StopAsked stop = [&] {
    over = over || clock_.Now() >= end;
    return over;
  };
  if (absl::Status valid = CheckScenarios(request); !valid.ok()) return valid;
  absl::StatusOr<std::unique_ptr<storage::Reader>> snapshot = store_.Snapshot();
  if (!snapshot.ok()) return snapshot.status();
  const absl::StatusOr<SimulatedElection> election = MakeElection(**snapshot, request, stop);
  // Whoever erases waits for it, and need not wait for the trials.
  snapshot->reset();
  if (absl::IsCancelled(election.status())) return TooLong();
  if (!election.ok()) return election.status();
  const tallying::Profile& profile = election->profile;
  const absl::StatusOr<std::vector<Trial>> trials = MakeTrials(request, profile);
  if (!trials.ok()) return trials.status();
  for (std::size_t i = 0; i < trials->size(); ++i) {
    if (stop()) return TooLong();
    const Trial& trial = (*trials)[i];
    const absl::StatusOr<tallying::Simulated> simulated =
        tallying::Simulate(profile, *trial.rule, trial.tie_break, trial.budget, stop);
    if (absl::IsCancelled(simulated.status())) return TooLong();
    if (!simulated.ok()) {
      return FieldError(At(static_cast<int>(i)) + ".rule",
                        std::string(simulated.status().message()));
    }
    *response.add_outcomes() =
        ToOutcome(request.scenarios(static_cast<int>(i)).label(), profile, *simulated);
  }
  response.set_voters(profile.voters());
  response.set_currency(election->currency);
  response.set_currency_digits(static_cast<std::uint32_t>(profile.minor_digits()));
  return absl::OkStatus();
}

}  // namespace urna::services
