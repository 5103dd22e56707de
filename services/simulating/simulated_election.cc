#include "services/simulating/simulated_election.h"

#include <fmt/format.h>

#include <set>
#include <string_view>
#include <utility>

#include "ledger/ballot_codec.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/resource_name.h"
#include "services/records/contest_config.h"
#include "services/records/resources.h"
#include "tallying/pabulib_reader.h"
#include "tallying/synthetic_ballots.h"

namespace urna::services {
namespace {

constexpr std::uint32_t kUsualLength = 5;
constexpr std::uint32_t kMostTypicalLength = 50;
constexpr std::uint32_t kUsualChance = 10;
// What a project's id, and a category, may have in a process.
constexpr std::size_t kProjectIdBytes = 64;
constexpr std::size_t kLabelBytes = 100;

// What is told of every scenario must stay small.
absl::Status CheckProjects(absl::Span<const tallying::Project> projects, std::string_view field) {
  const auto refuse = [field](std::string_view expected) {
    return FieldError(field, fmt::format("is too large to simulate; expected {}", expected));
  };
  if (projects.size() > ledger::kMaxProjects) return refuse("at most 10,000 projects");
  std::set<std::string_view> labels;
  for (const tallying::Project& project : projects) {
    if (project.id.text().size() > kProjectIdBytes) return refuse("ids of at most 64 bytes");
    labels.insert(project.categories.begin(), project.categories.end());
    labels.insert(project.area);
  }
  for (const std::string_view label : labels) {
    if (label.size() > kLabelBytes) return refuse("categories and areas of at most 100 bytes");
  }
  if (labels.size() > kSimulatedLabels) return refuse("fewer than 1,000 categories and areas");
  return absl::OkStatus();
}

absl::StatusOr<SimulatedElection> ReadFile(const std::string& text) {
  if (text.size() > kSimulatedFileBytes) return FieldError("pabulib", "expected at most 16 MiB");
  absl::StatusOr<tallying::PabulibFile> file = tallying::ParsePabulib(text, "pabulib");
  if (!file.ok()) return FieldError("pabulib", std::string(file.status().message()));
  if (absl::Status fits = CheckProjects(file->profile.projects(), "pabulib"); !fits.ok()) {
    return fits;
  }
  std::string currency(file->MetaValue("currency"));
  if (currency.size() > kLabelBytes) currency.clear();
  return SimulatedElection{std::move(file->profile), std::move(currency)};
}

absl::Status CheckSynthetic(const v1::SyntheticElection& synthetic) {
  FieldViolations violations;
  if (synthetic.voters() < 1 || synthetic.voters() > kSyntheticVoters) {
    violations.Add("synthetic.voters", "expected 1 to 100,000");
  }
  if (synthetic.typical_length() > kMostTypicalLength) {
    violations.Add("synthetic.typical_length", "expected at most 50");
  }
  if (synthetic.chance_percent() > 100) {
    violations.Add("synthetic.chance_percent", "expected at most 100");
  }
  return violations.ToStatus();
}

// The contest as its ballots will be counted.
absl::StatusOr<tallying::Contest> ReadContest(const storage::Reader& store,
                                              const ResourceName& name,
                                              std::uint32_t currency_digits) {
  const absl::StatusOr<v1::Contest> contest = ReadResource<v1::Contest>(store, name.text());
  if (!contest.ok()) return contest.status();
  const absl::StatusOr<v1::ContestConfig> config = ReadContestConfig(store, *contest);
  if (!config.ok()) return config.status();
  const auto codec = ledger::BallotCodec::Create(*config, currency_digits);
  if (!codec.ok()) {
    return FieldError("synthetic.contest", fmt::format("nobody could vote on it yet: {}: {}",
                                                       ledger::FieldOf(codec.status()),
                                                       std::string(codec.status().message())));
  }
  return codec->contest();
}

absl::StatusOr<SimulatedElection> MakeUp(const storage::Reader& store,
                                         const v1::SyntheticElection& synthetic, std::uint64_t seed,
                                         const tallying::StopAsked& stop) {
  if (absl::Status valid = CheckSynthetic(synthetic); !valid.ok()) return valid;
  const absl::StatusOr<ResourceName> name =
      ResourceName::Parse(Kind::kContest, synthetic.contest(), "synthetic.contest");
  if (!name.ok()) return name.status();
  const absl::StatusOr<v1::Process> process = ReadResource<v1::Process>(store, name->process());
  if (!process.ok()) return process.status();
  absl::StatusOr<tallying::Contest> contest = ReadContest(store, *name, process->currency_digits());
  if (!contest.ok()) return contest.status();
  if (absl::Status fits = CheckProjects(contest->projects, "synthetic.contest"); !fits.ok()) {
    return fits;
  }
  const tallying::SyntheticVoters voters = {
      .seed = seed,
      .voters = synthetic.voters(),
      .typical_length = synthetic.typical_length() == 0 ? kUsualLength : synthetic.typical_length(),
      .chance_percent = synthetic.has_chance_percent() ? synthetic.chance_percent() : kUsualChance};
  absl::StatusOr<tallying::Profile> profile =
      tallying::MakeBallots(*std::move(contest), voters, stop);
  if (absl::IsCancelled(profile.status())) return profile.status();
  if (!profile.ok()) {
    return FieldError(
        absl::IsResourceExhausted(profile.status()) ? "synthetic.voters" : "synthetic.contest",
        std::string(profile.status().message()));
  }
  return SimulatedElection{*std::move(profile), process->currency()};
}

}  // namespace

absl::StatusOr<SimulatedElection> MakeElection(const storage::Reader& store,
                                               const v1::SimulateRequest& request,
                                               const tallying::StopAsked& stop) {
  switch (request.election_case()) {
    case v1::SimulateRequest::kPabulib:
      return ReadFile(request.pabulib());
    case v1::SimulateRequest::kSynthetic:
      return MakeUp(store, request.synthetic(), request.seed(), stop);
    default:
      return FieldError("synthetic", "expected a past election or a contest");
  }
}

}  // namespace urna::services
