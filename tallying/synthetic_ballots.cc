#include "tallying/synthetic_ballots.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tallying/draws.h"

namespace urna::tallying {
namespace {

// What is drawn, each in streams of its own.
enum Kind : uint64_t { kArea, kProject, kVoter, kKinds };

constexpr int64_t kSide = int64_t{1} << 16;  // of the square
constexpr int64_t kSpread = kSide / 5;       // about a centre, at most
constexpr int64_t kMostTypicalLength = 50;
// Where a contest does not say how many points a project may be given.
constexpr int64_t kUsualPoints = 10;

struct Point {
  int64_t x = 0, y = 0;
};

int64_t BelowOf(Draws& draws, int64_t limit) {
  return static_cast<int64_t>(draws.Below(static_cast<uint64_t>(limit)));
}

Point Anywhere(Draws& draws) {
  const int64_t x = BelowOf(draws, kSide);
  return {x, BelowOf(draws, kSide)};
}

Point Near(Point centre, Draws& draws) {
  const auto moved = [&draws](int64_t from) {
    const int64_t up = BelowOf(draws, kSpread);
    return std::clamp<int64_t>(from + up - BelowOf(draws, kSpread), 0, kSide - 1);
  };
  const int64_t x = moved(centre.x);
  return {x, moved(centre.y)};
}

// Where everything lies, and what the projects are about.
class Plane {
 public:
  Plane(const Contest& contest, uint64_t seed) : seed_(seed) {
    std::map<std::string, Point> centres;
    for (const Project& project : contest.projects) {
      if (!project.area.empty()) centres[project.area];
    }
    if (centres.size() < 2) centres.clear();
    for (auto& [area, centre] : centres) {
      Draws draws = Of(kArea, centres_.size());
      centres_.push_back(centre = Anywhere(draws));
    }
    std::map<std::string, size_t> categories;
    for (const Project& project : contest.projects) {
      Draws draws = Of(kProject, places_.size());
      Place& place = places_.emplace_back();
      const auto area = centres.find(project.area);
      place.point = area == centres.end() ? Anywhere(draws) : Near(area->second, draws);
      place.appeal = 1 + BelowOf(draws, 4);
      for (const std::string& category : project.categories) {
        place.categories.push_back(categories.emplace(category, categories.size()).first->second);
      }
    }
    categories_ = categories.size();
  }

  struct Wish {
    int64_t distance;
    ProjectIndex project;
    bool operator>(const Wish& other) const {
      return std::pair(distance, project) > std::pair(other.distance, other.project);
    }
  };

  Draws OfVoter(size_t voter) const { return Of(kVoter, voter); }

  // How far every project is from a voter, in any order, into `wishes`.
  void Wishes(Draws& draws, int64_t chance_percent, std::vector<Wish>* wishes) {
    const bool at_home = !centres_.empty() && draws.Below(4) > 0;
    const Point home =
        at_home ? Near(centres_[draws.Below(centres_.size())], draws) : Anywhere(draws);
    cares_.clear();
    for (size_t c = 0; c < categories_; ++c) cares_.push_back(draws.Below(4) == 0);
    wishes->clear();
    for (const Place& place : places_) {
      const int64_t dx = place.point.x - home.x, dy = place.point.y - home.y;
      int64_t distance = (dx * dx + dy * dy) / place.appeal;
      const bool cares = std::any_of(place.categories.begin(), place.categories.end(),
                                     [this](size_t c) { return cares_[c]; });
      if (cares) distance /= 4;
      const int64_t chance = BelowOf(draws, kSide * kSide);
      distance = distance * (100 - chance_percent) + chance * chance_percent;
      wishes->push_back({distance, static_cast<ProjectIndex>(wishes->size())});
    }
  }

 private:
  struct Place {
    Point point;
    int64_t appeal = 1;
    std::vector<size_t> categories;
  };

  Draws Of(Kind kind, size_t index) const { return Draws(seed_, index * kKinds + kind); }

  const uint64_t seed_;
  std::vector<Point> centres_;
  std::vector<Place> places_;
  size_t categories_ = 0;
  std::vector<bool> cares_;  // scratch
};

// What a ballot within the limits can be.
class Form {
 public:
  explicit Form(const Contest& contest)
      : contest_(contest),
        limits_(contest.limits),
        least_points_(std::clamp<int64_t>(limits_.min_points.value_or(1), 1, kMaxPoints)),
        most_points_(
            std::clamp(limits_.max_points.value_or(kUsualPoints), least_points_, kMaxPoints)),
        shortest_(std::max<int64_t>(1, limits_.min_length.value_or(1))),
        longest_(std::ssize(contest.projects)) {
    if (limits_.max_length) longest_ = std::min(longest_, *limits_.max_length);
    if (contest.format == BallotFormat::kChoose1) longest_ = std::min<int64_t>(longest_, 1);
    if (!HasPoints(contest.format)) return;
    if (limits_.max_sum_points) {
      longest_ = std::min(longest_, *limits_.max_sum_points / least_points_);
    }
    if (limits_.min_sum_points) {
      shortest_ = std::max(shortest_, (*limits_.min_sum_points - 1) / most_points_ + 1);
    }
  }

  // The nearest projects, about `length` of them; none where the limits allow none. Takes from
  // `wishes`, a heap.
  std::vector<ProjectIndex> Choose(int64_t length, std::vector<Plane::Wish>* wishes) const {
    length = std::min(std::max(length, shortest_), longest_);
    std::vector<ProjectIndex> chosen;
    Money cost;
    const auto enough = [&] {
      return std::ssize(chosen) >= shortest_ && cost >= limits_.min_sum_cost.value_or(Money());
    };
    while (!wishes->empty() && std::ssize(chosen) < longest_ &&
           (std::ssize(chosen) < length || !enough())) {
      std::pop_heap(wishes->begin(), wishes->end(), std::greater<>());
      const ProjectIndex p = wishes->back().project;
      wishes->pop_back();
      const Money more = cost + contest_.projects[p].cost;
      if (limits_.max_sum_cost && more > *limits_.max_sum_cost) continue;
      cost = more;
      chosen.push_back(p);
    }
    if (!enough()) chosen.clear();
    return chosen;
  }

  // Points for so many projects, falling; empty where ballots have none.
  std::vector<int64_t> Points(int64_t length) const {
    if (!HasPoints(contest_.format)) return {};
    const bool shared = contest_.format == BallotFormat::kCumulative || limits_.min_sum_points ||
                        limits_.max_sum_points;
    std::vector<int64_t> points;
    if (!shared) {
      for (int64_t i = 0; i < length; ++i) {
        points.push_back(most_points_ - (most_points_ - least_points_) * i / length);
      }
      return points;
    }
    const int64_t room = most_points_ - least_points_;
    const int64_t usual = length * least_points_ + length * room / 2;
    const int64_t sum = std::clamp(
        limits_.max_sum_points.value_or(std::max(usual, limits_.min_sum_points.value_or(0))),
        length * least_points_, length * most_points_);
    int64_t left = sum - length * least_points_;
    const int64_t rest = left;
    for (int64_t i = 0; i < length; ++i) {
      // The first of n gets n parts, the last one.
      const int64_t more = std::min(room, rest * (length - i) * 2 / (length * (length + 1)));
      points.push_back(least_points_ + more);
      left -= more;
    }
    for (int64_t& given : points) {
      const int64_t more = std::min(left, most_points_ - given);
      given += more;
      left -= more;
    }
    return points;
  }

 private:
  const Contest& contest_;
  const BallotLimits& limits_;
  const int64_t least_points_, most_points_;  // for a project that is listed
  int64_t shortest_, longest_;
};

absl::Status CheckRange(std::string_view what, int64_t value, int64_t least, int64_t most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{} is {}; expected {} to {}", what, value, least, most));
}

absl::Status Check(const SyntheticVoters& voters) {
  absl::Status status = CheckRange("the number of voters", voters.voters, 0, int64_t{kMaxBallots});
  if (!status.ok()) return status;
  status =
      CheckRange("the typical length of a ballot", voters.typical_length, 1, kMostTypicalLength);
  if (!status.ok()) return status;
  return CheckRange("the part of chance in per cent", voters.chance_percent, 0, 100);
}

}  // namespace

absl::StatusOr<Profile> MakeBallots(Contest contest, const SyntheticVoters& voters,
                                    const StopAsked& stop) {
  if (absl::Status status = Check(voters); !status.ok()) return status;
  contest.ranked_points = false;
  absl::StatusOr<Profile::Builder> builder = Profile::Builder::Create(std::move(contest));
  if (!builder.ok()) return builder.status();
  const Contest& made = builder->contest();
  Plane plane(made, voters.seed);
  const Form form(made);
  std::vector<Plane::Wish> wishes;
  int64_t marks = 0;
  for (int64_t v = 0; v < voters.voters; ++v) {
    if (IsStopped(&stop)) return Stopped();
    Draws draws = plane.OfVoter(static_cast<size_t>(v));
    const int64_t length = 1 + BelowOf(draws, 2 * voters.typical_length - 1);
    plane.Wishes(draws, voters.chance_percent, &wishes);
    std::make_heap(wishes.begin(), wishes.end(), std::greater<>());
    std::vector<ProjectIndex> chosen = form.Choose(length, &wishes);
    std::vector<int64_t> points = form.Points(std::ssize(chosen));
    if (!CheckLimits({chosen, points}, made.limits, made.projects).ok()) {
      chosen.clear();
      points.clear();
    }
    marks += std::ssize(chosen);
    if (marks > kMaxSyntheticMarks) {
      return absl::ResourceExhaustedError(
          fmt::format("the ballots of {} voters would list more than {} projects; expected fewer "
                      "voters or shorter ballots",
                      voters.voters, kMaxSyntheticMarks));
    }
    if (absl::Status added = builder->AddBallot(chosen, points); !added.ok()) return added;
  }
  return std::move(*builder).Build();
}

}  // namespace urna::tallying
