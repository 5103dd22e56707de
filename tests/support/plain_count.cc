#include "support/plain_count.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <stdexcept>

#include "crypto/elgamal.h"

namespace urna::ledger {
namespace {

constexpr std::uint32_t kProjects = 7;
constexpr std::uint32_t kMaxLength = 5;
constexpr std::uint32_t kMaxPoints = 9;
constexpr std::uint32_t kMaxSumPoints = 20;

}  // namespace

TallyFiles CountPlain(const Manifest& manifest, ContestId contest,
                      const std::vector<Choices>& ballots,
                      const std::optional<crypto::Hash256>& lot_seed) {
  std::vector<std::vector<crypto::Point>> points(manifest.width());
  for (const Choices& choices : ballots) {
    const auto payload = manifest.codec(contest).Encode(choices, manifest.width()).value();
    const auto chunks = SplitPayload(payload);
    for (std::size_t l = 0; l < chunks.size(); ++l) {
      points[l].push_back(crypto::Embed(chunks[l]).value());
    }
  }
  auto files = TallyBallots(manifest, contest, points, lot_seed);
  if (!files.ok()) throw std::logic_error(std::string(files.status().message()));
  return *std::move(files);
}

std::string OutcomeMember(const std::string& outcome_file) {
  const std::string name = "\"outcome\":";
  const std::size_t begin = outcome_file.find(name);
  if (begin == std::string::npos || !outcome_file.ends_with("}\n")) {
    throw std::logic_error("no outcome: " + outcome_file);
  }
  const std::size_t from = begin + name.size();
  return outcome_file.substr(from, outcome_file.size() - from - 2);
}

void SetContest(v1::ContestConfig& contest, const v1::BallotFormat& format) {
  *contest.mutable_ballot_format() = format;
  contest.clear_projects();
  std::int64_t total = 0;
  for (std::uint32_t p = 0; p < kProjects; ++p) {
    v1::ProjectConfig& project = *contest.add_projects();
    project.set_id("p" + std::to_string((p * 3) % kProjects));
    v1::LocalizedText& title = *project.add_title();
    title.set_language("en");
    title.set_text("Project; the \"" + std::to_string(p) + "th\"");
    project.set_cost(100 * (1 + p / 2) + 5 * (p / 4));
    project.add_categories(p % 2 == 0 ? "Trees & parks" : "Roads; paths");
    total += project.cost();
  }
  contest.set_budget(total / 2 + 1);
}

std::vector<v1::BallotFormat> EveryFormat() {
  std::vector<v1::BallotFormat> formats(5);
  formats[0].mutable_approval()->set_max_length(kMaxLength);
  formats[0].mutable_approval()->set_max_sum_cost(2001);
  formats[1].mutable_choose_one();
  formats[2].mutable_ordinal()->set_max_length(kMaxLength);
  formats[3].mutable_cumulative()->set_max_points(kMaxPoints);
  formats[3].mutable_cumulative()->set_max_sum_points(kMaxSumPoints);
  formats[4].mutable_scoring()->set_max_points(kMaxPoints);
  return formats;
}

std::vector<Choices> SomeBallots(const v1::BallotFormat& format, std::size_t count,
                                 std::uint32_t seed) {
  // std::mt19937 gives the same numbers everywhere; the standard's distributions do not.
  std::mt19937 numbers(seed);
  const auto below = [&](std::uint32_t end) { return static_cast<std::uint32_t>(numbers() % end); };
  std::vector<Choices> ballots(count);
  for (Choices& ballot : ballots) {
    std::vector<std::uint32_t> projects(kProjects);
    std::iota(projects.begin(), projects.end(), 0U);
    for (std::uint32_t i = kProjects; i > 1; --i) std::swap(projects[i - 1], projects[below(i)]);
    projects.resize(below(format.has_choose_one() ? 2 : kMaxLength + 1));
    if (!format.has_ordinal()) std::sort(projects.begin(), projects.end());
    std::uint32_t left = kMaxSumPoints;
    for (const std::uint32_t project : projects) {
      std::uint32_t points = 1;
      if (format.has_scoring()) points = 1 + below(kMaxPoints);
      if (format.has_cumulative()) points = 1 + below(std::min(kMaxPoints, left / 2));
      left -= points;
      ballot.push_back({project, points});
    }
  }
  return ballots;
}

}  // namespace urna::ledger
