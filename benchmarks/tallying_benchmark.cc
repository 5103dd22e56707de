// Speed of reading and counting. Elections are the .pb files of $URNA_PABULIB, and synthetic ones
// of a large city; docs/performance.md says how to read the figures.
//   URNA_PABULIB=folder build/release/benchmarks/tallying_benchmark --benchmark_filter=...
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rounded_equal_shares.h"
#include "tallying/allocation_rule.h"
#include "tallying/pabulib_reader.h"

namespace urna::tallying {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// A fixed sequence of numbers, so that every machine measures the same election.
class Numbers {
 public:
  double Uniform() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<double>(state_ >> 11) * 0x1p-53;
  }

 private:
  uint64_t state_ = 0x9E3779B97F4A7C15u;
};

// Like Warsaw: popularity after Zipf, costs over two orders of magnitude, ballots of 1 to 15
// projects, money for about a third of what is proposed.
Profile LargeCity(int64_t voters, int projects) {
  Numbers numbers;
  Contest contest;
  contest.minor_digits = 2;
  int64_t total = 0;
  std::vector<double> cumulative;
  double sum = 0;
  for (int p = 0; p < projects; ++p) {
    const auto cost = static_cast<int64_t>(1e6 * std::pow(100.0, numbers.Uniform()));
    total += cost;
    contest.projects.push_back(
        {ProjectId(std::to_string(p + 1)), Money::Minor(cost), "", {}, {}, ""});
    sum += 1.0 / std::pow(p + 1, 0.8);
    cumulative.push_back(sum);
  }
  contest.budget = Money::Minor(total / 3);
  auto builder = Profile::Builder::Create(std::move(contest));
  std::vector<ProjectIndex> ballot;
  for (int64_t v = 0; v < voters; ++v) {
    const int length = 1 + static_cast<int>(15 * std::pow(numbers.Uniform(), 1.5));
    ballot.clear();
    for (int i = 0; i < length; ++i) {
      const auto at =
          std::lower_bound(cumulative.begin(), cumulative.end(), numbers.Uniform() * sum);
      const auto p =
          static_cast<ProjectIndex>(std::min<ptrdiff_t>(at - cumulative.begin(), projects - 1));
      if (std::find(ballot.begin(), ballot.end(), p) == ballot.end()) ballot.push_back(p);
    }
    if (!builder->AddBallot(ballot).ok()) std::abort();
  }
  return (*std::move(builder)).Build();
}

void Count(benchmark::State& state, const Profile& profile, const std::string& rule,
           const ParameterValues& parameters) {
  const auto made = MakeRule(rule, parameters);
  if (!made.ok()) {
    state.SkipWithError("no such rule");
    return;
  }
  for (auto _ : state) {
    auto outcome = (*made)->Allocate(profile, TieBreak::Lexicographic());
    if (!outcome.ok()) {
      state.SkipWithError("the rule gave up");
      return;
    }
    benchmark::DoNotOptimize(outcome->cost);
    state.counters["runs"] = static_cast<double>(outcome->runs);
  }
  state.counters["voters"] = static_cast<double>(profile.voters());
  state.counters["kinds"] = static_cast<double>(profile.kinds());
}

const std::vector<std::pair<std::string, std::pair<std::string, ParameterValues>>>& Rules() {
  static const auto* const kRules =
      new std::vector<std::pair<std::string, std::pair<std::string, ParameterValues>>>{
          {"approval", {"approval", {}}},
          {"greedy", {"greedy", {}}},
          {"equal-shares", {"equal-shares", {{"utility", "cost"}}}},
          {"add1-then-greedy",
           {"equal-shares", {{"utility", "cost"}, {"completion", "add1"}, {"then", "greedy"}}}},
          {"phragmen", {"phragmen", {}}},
          {"bounded-overspending", {"bounded-overspending", {{"utility", "cost"}}}},
          {"max-welfare", {"max-welfare", {}}},
          {"maximin-support", {"maximin-support", {}}},
      };
  return *kRules;
}

void RegisterFile(const fs::path& path) {
  const std::string name = path.stem().string();
  benchmark::RegisterBenchmark(("read/" + name).c_str(), [path](benchmark::State& state) {
    const std::string text = ReadFile(path);
    for (auto _ : state) {
      auto file = ParsePabulib(text, "file");
      if (!file.ok()) {
        state.SkipWithError("the file cannot be read");
        return;
      }
      benchmark::DoNotOptimize(file->profile.voters());
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
  });
  benchmark::RegisterBenchmark(("add1-then-greedy-in-doubles/" + name).c_str(),
                               [path](benchmark::State& state) {
                                 const auto file = ReadPabulibFile(path.string());
                                 if (!file.ok()) {
                                   state.SkipWithError("the file cannot be read");
                                   return;
                                 }
                                 for (auto _ : state) {
                                   const RoundedEqualShares baseline(file->profile);
                                   benchmark::DoNotOptimize(baseline.AddOneThenGreedy());
                                 }
                               })
      ->Unit(benchmark::kMillisecond);
  for (const auto& [label, rule] : Rules()) {
    benchmark::RegisterBenchmark((label + "/" + name).c_str(), [path, chosen = rule](
                                                                   benchmark::State& state) {
      const auto file = ReadPabulibFile(path.string());
      if (!file.ok()) {
        state.SkipWithError("the file cannot be read");
        return;
      }
      Count(state, file->profile, chosen.first, chosen.second);
    })->Unit(benchmark::kMillisecond);
  }
}

void RegisterLargeCities() {
  for (const int64_t voters : {10'000, 100'000, 1'000'000}) {
    for (const auto& [label, rule] : Rules()) {
      benchmark::RegisterBenchmark((label + "/city_" + std::to_string(voters)).c_str(),
                                   [voters, chosen = rule](benchmark::State& state) {
                                     const Profile profile = LargeCity(voters, 300);
                                     ParameterValues parameters = chosen.second;
                                     Count(state, profile, chosen.first, parameters);
                                   })
          ->Unit(benchmark::kMillisecond)
          ->Iterations(1);
    }
  }
}

}  // namespace
}  // namespace urna::tallying

int main(int argc, char** argv) {
  if (const char* const folder = std::getenv("URNA_PABULIB")) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".pb") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& path : files) urna::tallying::RegisterFile(path);
  }
  urna::tallying::RegisterLargeCities();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
