// The engine of equal shares against its definition, on elections with amounts of any size: the
// same projects in the same order, and an end to every count. The other rules end and keep the
// budget.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "tallying/allocation_rule.h"
#include "tallying/equal_shares_engine.h"
#include "tallying/plain_equal_shares.h"

namespace urna::tallying {
namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

constexpr size_t kMaxProjects = 7;
constexpr size_t kMaxVoters = 9;

class Bytes {
 public:
  Bytes(const std::uint8_t* data, size_t size) : data_(data), size_(size) {}
  bool empty() const { return size_ == 0; }
  uint8_t Next() {
    if (size_ == 0) return 0;
    --size_;
    return *data_++;
  }
  // Any size up to 2^53, next to a power of two.
  int64_t Amount() {
    const int64_t power = int64_t{1} << (Next() % 54);
    return std::clamp<int64_t>(power + static_cast<int8_t>(Next()), 0, int64_t{1} << 53);
  }

 private:
  const std::uint8_t* data_;
  size_t size_;
};

Profile Read(Bytes bytes, bool points) {
  Contest contest;
  contest.format = points ? BallotFormat::kCumulative : BallotFormat::kApproval;
  contest.minor_digits = 0;
  contest.budget = Money::Minor(bytes.Amount());
  const size_t projects = 1 + bytes.Next() % kMaxProjects;
  for (size_t p = 0; p < projects; ++p) {
    contest.projects.push_back({ProjectId(std::string(1, static_cast<char>('a' + p))),
                                Money::Minor(bytes.Amount()),
                                "",
                                {},
                                {},
                                ""});
  }
  auto builder = Profile::Builder::Create(std::move(contest));
  Require(builder.ok());
  for (size_t voter = 0; voter < kMaxVoters && !(voter > 0 && bytes.empty()); ++voter) {
    const uint8_t listed = bytes.Next();
    std::vector<ProjectIndex> ballot;
    std::vector<int64_t> given;
    for (ProjectIndex p = 0; p < projects; ++p) {
      if ((listed >> p & 1) == 0) continue;
      ballot.push_back(p);
      if (points) given.push_back(std::min<int64_t>(bytes.Amount(), kMaxPoints));
    }
    Require(builder->AddBallot(ballot, given).ok());
  }
  return std::move(*builder).Build();
}

void CompareWithDefinition(const Profile& profile, Utility utility) {
  std::vector<Rational> costs;
  for (const Project& project : profile.projects()) costs.emplace_back(project.cost.minor());
  std::vector<std::vector<Rational>> table(profile.voters(), std::vector<Rational>(costs.size()));
  for (size_t v = 0; v < profile.voters(); ++v) {
    const BallotView ballot = profile.ballot(v);
    for (size_t i = 0; i < ballot.projects.size(); ++i) {
      const ProjectIndex p = ballot.projects[i];
      table[v][p] = utility == Utility::kPoints                  ? Rational(ballot.points[i])
                    : utility == Utility::kCost && costs[p] != 0 ? costs[p]
                                                                 : Rational(1);
    }
  }
  std::vector<uint32_t> ranks(costs.size());
  std::iota(ranks.begin(), ranks.end(), 0u);
  Utilities utilities(profile, utility, BordaPoints::kLengthMinusOne);
  EqualSharesEngine engine(profile, utilities, ranks);
  const Rational share = Ratio(profile.budget().minor(), static_cast<int64_t>(profile.voters()));
  // Runs of one engine, as a completion makes them.
  for (const Rational& endowment : {share, Rational(share + 1), Rational(share * 2)}) {
    Require(engine.Count(endowment).selected ==
            PlainEqualShares(costs, table, endowment, ranks).selected);
  }
}

void Check(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return;
  const bool points = (data[0] & 1) != 0;
  const Profile profile = Read(Bytes(data + 1, size - 1), points);
  CompareWithDefinition(profile, points ? Utility::kPoints : Utility::kCost);
  CompareWithDefinition(profile, Utility::kCardinality);
  for (const RuleDescription& rule : AllocationRules()) {
    const auto outcome = (*MakeRule(rule.name))->Allocate(profile, TieBreak::Lexicographic());
    Require(outcome.ok() && outcome->cost <= profile.budget());
  }
}

}  // namespace
}  // namespace urna::tallying

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  urna::tallying::Check(data, size);
  return 0;
}
