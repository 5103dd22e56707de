#include "cli/bench_election.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/client_options.h"
#include "concurrency/first_error.h"
#include "crypto/parallel.h"
#include "crypto/sodium.h"
#include "ledger/voter.h"

namespace urna::cli {
namespace {

constexpr std::size_t kProjects = 20;
constexpr std::uint32_t kMaxLength = 5;
constexpr std::uint32_t kCodeRegistrars = 2;
constexpr char kId[] = "bench";

// Calls `work` for each of `count`, on all processors.
absl::Status ForEach(std::size_t count, std::string_view what, const BenchProgress& progress,
                     const std::function<absl::Status(std::size_t)>& work) {
  FirstError error;
  crypto::ParallelFor(
      count, AllThreads(),
      [&](std::size_t from, std::size_t to, std::size_t) {
        for (std::size_t i = from; i < to; ++i) error.Set(work(i));
      },
      [&](std::size_t done) {
        progress(what, static_cast<double>(done) / static_cast<double>(count));
      });
  return error.Get();
}

// Another z, reduced all the same.
void BreakProof(crypto::Bytes& leaf) { leaf[leaf.size() - crypto::Scalar::kSize + 1] ^= 1; }

}  // namespace

client::ProcessDescription BenchProcess() {
  client::ProcessDescription out;
  // A server takes an id once.
  out.id = fmt::format("{}-{}", kId, client::NewRequestId().substr(0, 8));
  const auto title = [](auto& resource, const std::string& text) {
    v1::LocalizedText& localized = *resource.add_title();
    localized.set_language("en");
    localized.set_text(text);
  };
  title(out.process, "Load test");
  out.process.set_currency("EUR");
  out.process.set_currency_digits(2);
  v1::Area area;
  title(area, "All");
  out.areas.emplace_back(kId, area);
  client::ContestDescription contest;
  contest.id = kId;
  title(contest.contest, "Load test");
  contest.contest.set_area(fmt::format("{}/areas/{}", out.name(), kId));
  contest.contest.set_budget(1000000);
  contest.contest.mutable_ballot_format()->mutable_approval()->set_max_length(kMaxLength);
  contest.contest.mutable_rule()->set_rule("approval");
  contest.contest.mutable_rule()->set_tie_break(v1::TIE_BREAK_LEXICOGRAPHIC);
  for (std::size_t i = 1; i <= kProjects; ++i) {
    v1::Project project;
    title(project, fmt::format("Project {}", i));
    project.set_cost(100000);
    contest.projects.emplace_back(fmt::format("{}", i), project);
  }
  out.contests.push_back(std::move(contest));
  v1::Electorate electorate;
  title(electorate, "All");
  electorate.add_contests(BenchContest(out));
  electorate.set_code_registrars(kCodeRegistrars);
  out.electorates.emplace_back(kId, electorate);
  return out;
}

std::string BenchContest(const client::ProcessDescription& process) {
  return fmt::format("{}/contests/{}", process.name(), kId);
}

std::string BenchElectorate(const client::ProcessDescription& process) {
  return fmt::format("{}/electorates/{}", process.name(), kId);
}

ledger::Choices RandomChoices() {
  const std::uint32_t length = randombytes_uniform(kMaxLength + 1);
  std::vector<std::uint32_t> projects;
  while (projects.size() < length) {
    const std::uint32_t project = randombytes_uniform(kProjects);
    if (std::find(projects.begin(), projects.end(), project) == projects.end()) {
      projects.push_back(project);
    }
  }
  std::sort(projects.begin(), projects.end());
  ledger::Choices out;
  for (const std::uint32_t project : projects) out.push_back({project, 1});
  return out;
}

absl::Status EncryptBallots(const Rehearsal& election, std::span<BenchBallot> ballots,
                            const BenchProgress& progress) {
  return ForEach(ballots.size(), "encrypting", progress, [&](std::size_t i) {
    auto key = election.VoterKey(i);
    if (!key.ok()) return key.status();
    auto draft = ledger::BallotDraft::Encrypt(election.manifest(), ledger::ContestId{0},
                                              RandomChoices(), *key, {});
    if (!draft.ok()) return draft.status();
    ballots[i].leaf = std::move(*draft).Cast(*key);
    if (ballots[i].broken) BreakProof(ballots[i].leaf);
    return absl::OkStatus();
  });
}

absl::Status CheckReceipts(const client::VoterClient& client, std::span<const BenchBallot> ballots,
                           const BenchProgress& progress) {
  return ForEach(ballots.size(), "checking receipts", progress, [&](std::size_t i) {
    if (!ballots[i].answer) return absl::OkStatus();
    return client.CheckAnswer(ballots[i].leaf, *ballots[i].answer).status();
  });
}

absl::Status CheckLog(Rehearsal& election, std::span<const BenchBallot> ballots) {
  if (auto status = election.Close(); !status.ok()) return status;
  auto log = election.Replicate();
  if (!log.ok()) return log.status();
  if (!log->faults().empty()) {
    return absl::DataLossError(
        fmt::format("record {}: {}", log->faults()[0].record, log->faults()[0].reason));
  }
  std::size_t acknowledged = 0, unanswered = 0;
  for (const BenchBallot& ballot : ballots) {
    if (!ballot.answer) {
      if (!ballot.broken) ++unanswered;
      continue;
    }
    ++acknowledged;
    const std::uint64_t index = ballot.answer->leaf_index();
    if (index >= log->leaves().size() || log->leaves()[index] != ballot.leaf) {
      return absl::DataLossError("a ballot is not where its receipt says");
    }
  }
  // An answer may have been lost on its way.
  const std::size_t counted = log->state().Selected(ledger::ContestId{0}).size();
  if (counted < acknowledged || counted > acknowledged + unanswered) {
    return absl::DataLossError(fmt::format("{} ballots were acknowledged, {} were not, {} count",
                                           acknowledged, unanswered, counted));
  }
  return absl::OkStatus();
}

double Percentile(std::span<const double> sorted, double part) {
  const auto at = static_cast<std::size_t>(part * static_cast<double>(sorted.size()));
  return sorted[std::min(at, sorted.size() - 1)];
}

}  // namespace urna::cli
