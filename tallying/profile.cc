#include "tallying/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_set.h"

namespace urna::tallying {

std::optional<ProjectIndex> Profile::Find(std::string_view id) const {
  const auto it = std::lower_bound(by_id_.begin(), by_id_.end(), id,
                                   [this](ProjectIndex p, std::string_view key) {
                                     return contest_.projects[p].id.text() < key;
                                   });
  if (it == by_id_.end() || contest_.projects[*it].id.text() != id) return std::nullopt;
  return *it;
}

absl::StatusOr<Profile> Profile::WithBudget(Money budget) const {
  if (budget < Money() || budget.minor() > kMaxTotalMinor) {
    return absl::InvalidArgumentError("the budget is out of range");
  }
  Profile copy = *this;
  copy.contest_.budget = budget;
  return copy;
}

absl::StatusOr<Profile> Profile::Restricted(absl::Span<const ProjectIndex> kept,
                                            Money budget) const {
  constexpr ProjectIndex kGone = ~ProjectIndex{0};
  Contest contest;
  contest.format = contest_.format;
  contest.ranked_points = contest_.ranked_points;
  contest.budget = budget;
  contest.minor_digits = contest_.minor_digits;
  std::vector<ProjectIndex> new_index(contest_.projects.size(), kGone);
  for (const ProjectIndex p : kept) {
    new_index[p] = static_cast<ProjectIndex>(contest.projects.size());
    contest.projects.push_back(contest_.projects[p]);
  }
  absl::StatusOr<Builder> builder = Builder::Create(std::move(contest));
  if (!builder.ok()) return builder.status();
  std::vector<ProjectIndex> listed;
  std::vector<int64_t> given;
  for (size_t voter = 0; voter < voters(); ++voter) {
    const BallotView view = ballot(voter);
    listed.clear();
    given.clear();
    for (size_t i = 0; i < view.projects.size(); ++i) {
      if (new_index[view.projects[i]] == kGone) continue;
      listed.push_back(new_index[view.projects[i]]);
      if (!view.points.empty()) given.push_back(view.points[i]);
    }
    const absl::Status status = builder->AddBallot(listed, given);
    if (!status.ok()) return status;
  }
  return (*std::move(builder)).Build();
}

struct Profile::Builder::State {
  Profile profile;

  // A ballot as it is compared with others: projects ascending, or in ranked order.
  struct Candidate {
    BallotView ballot;
    uint64_t hash;
  };

  static uint64_t HashOf(const BallotView& ballot) {
    uint64_t hash = ballot.projects.size();
    const auto mix = [&hash](uint64_t value) {
      hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
      hash ^= hash >> 32;
    };
    for (const ProjectIndex p : ballot.projects) mix(p);
    for (const int64_t points : ballot.points) mix(static_cast<uint64_t>(points));
    return hash;
  }

  // Why a ballot cannot be taken; nullptr if it can.
  const char* WrongWith(absl::Span<const ProjectIndex> projects) {
    const auto mark = static_cast<uint32_t>(profile.kind_of_voter_.size()) + 1;
    for (size_t i = 0; i < projects.size(); ++i) {
      const bool outside = projects[i] >= last_seen.size();
      if (!outside && std::exchange(last_seen[projects[i]], mark) != mark) continue;
      // A refused ballot leaves no trace: the next one uses the same mark.
      for (size_t j = 0; j < i; ++j) last_seen[projects[j]] = 0;
      return outside ? kOutside : kTwice;
    }
    return nullptr;
  }

  // Puts projects in ascending order, in place if they are so already, or says what is wrong with
  // them. A bitmap orders a few hundred: most of the time of a comparison sort goes into branches
  // that no processor can foresee.
  const char* OrderSet(absl::Span<const ProjectIndex>* projects) {
    const size_t count = profile.contest_.projects.size();
    bool ascending = true;
    for (size_t i = 1; i < projects->size(); ++i) ascending &= (*projects)[i - 1] < (*projects)[i];
    if (ascending) return projects->empty() || projects->back() < count ? nullptr : kOutside;
    if (marked.size() > kFewWords) {
      if (const char* const wrong = WrongWith(*projects)) return wrong;
      std::copy(projects->begin(), projects->end(), set.begin());
      std::sort(set.begin(), set.begin() + static_cast<ptrdiff_t>(projects->size()));
      *projects = absl::MakeConstSpan(set).first(projects->size());
      return nullptr;
    }
    for (const ProjectIndex p : *projects) {
      const uint64_t bit = uint64_t{1} << (p % 64);
      if (p >= count || (marked[p / 64] & bit) != 0) {
        std::fill(marked.begin(), marked.end(), 0);
        return p >= count ? kOutside : kTwice;
      }
      marked[p / 64] |= bit;
    }
    ProjectIndex* next = set.data();
    for (size_t word = 0; word < marked.size(); ++word) {
      for (uint64_t left = std::exchange(marked[word], 0); left != 0; left &= left - 1) {
        *next++ =
            static_cast<ProjectIndex>(64 * word + static_cast<size_t>(std::countr_zero(left)));
      }
    }
    *projects = absl::MakeConstSpan(set).first(projects->size());
    return nullptr;
  }
  static constexpr size_t kFewWords = 8;
  static constexpr char kOutside[] = "a ballot names a project outside the list";
  static constexpr char kTwice[] = "a ballot lists a project twice";

  // The kind of a ballot, a new one if it is the first of its kind.
  uint32_t KindOf(const BallotView& ballot) {
    const uint64_t hash = HashOf(ballot);
    const auto it = kinds.lazy_emplace(Candidate{ballot, hash}, [&](const auto& emplace) {
      emplace(static_cast<uint32_t>(hashes.size()));
      hashes.push_back(hash);
      profile.weight_.push_back(0);
      profile.listed_.insert(profile.listed_.end(), ballot.projects.begin(), ballot.projects.end());
      profile.points_.insert(profile.points_.end(), ballot.points.begin(), ballot.points.end());
      profile.begin_.push_back(profile.listed_.size());
    });
    return *it;
  }

  struct Hash {
    using is_transparent = void;
    const State* state;
    size_t operator()(uint32_t kind) const { return state->hashes[kind]; }
    size_t operator()(const Candidate& candidate) const { return candidate.hash; }
  };
  struct Equal {
    using is_transparent = void;
    const State* state;
    bool operator()(uint32_t a, uint32_t b) const { return a == b; }
    bool operator()(uint32_t kind, const Candidate& candidate) const {
      if (state->hashes[kind] != candidate.hash) return false;
      const BallotView known = state->profile.kind(kind);
      return known.projects == candidate.ballot.projects && known.points == candidate.ballot.points;
    }
  };
  absl::flat_hash_set<uint32_t, Hash, Equal> kinds{0, Hash{this}, Equal{this}};

  std::vector<uint64_t> hashes;     // by kind: growing the set must not walk all ballots again
  std::vector<uint32_t> last_seen;  // ballot number + 1 that last listed the project
  // Scratch.
  std::vector<ProjectIndex> set;  // as many as there are projects
  std::vector<int64_t> points;
  std::vector<std::pair<ProjectIndex, int64_t>> sorted;
  std::vector<uint64_t> marked;  // a bit for each project; all zero between calls
};

Profile::Builder::Builder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Profile::Builder::Builder(Builder&&) noexcept = default;
Profile::Builder& Profile::Builder::operator=(Builder&&) noexcept = default;
Profile::Builder::~Builder() = default;

absl::StatusOr<Profile::Builder> Profile::Builder::Create(Contest contest) {
  if (contest.projects.size() > kMaxProjects) {
    return absl::InvalidArgumentError(fmt::format("there are more than {} projects", kMaxProjects));
  }
  if (contest.minor_digits < 0 || contest.minor_digits > kMaxMinorDigits) {
    return absl::InvalidArgumentError("minor_digits is out of range");
  }
  int64_t total = 0;
  const auto add = [&total](Money amount) {
    if (amount < Money() || amount.minor() > kMaxTotalMinor - total) return false;
    total += amount.minor();
    return true;
  };
  if (!add(contest.budget)) return absl::InvalidArgumentError("the budget is out of range");
  auto state = std::make_unique<State>();
  Profile& profile = state->profile;
  profile.by_id_.resize(contest.projects.size());
  std::iota(profile.by_id_.begin(), profile.by_id_.end(), ProjectIndex{0});
  std::sort(profile.by_id_.begin(), profile.by_id_.end(), [&](ProjectIndex a, ProjectIndex b) {
    return contest.projects[a].id < contest.projects[b].id;
  });
  for (size_t i = 0; i < contest.projects.size(); ++i) {
    const Project& project = contest.projects[profile.by_id_[i]];
    if (project.id.text().empty()) return absl::InvalidArgumentError("a project has no id");
    if (i > 0 && contest.projects[profile.by_id_[i - 1]].id == project.id) {
      return absl::InvalidArgumentError(
          fmt::format("project '{}' is listed twice", project.id.text()));
    }
    if (!add(project.cost)) {
      return absl::InvalidArgumentError(fmt::format(
          "the cost of project '{}' is negative or too large to count", project.id.text()));
    }
  }
  state->last_seen.resize(contest.projects.size());
  state->set.resize(contest.projects.size());
  state->marked.resize((contest.projects.size() + 63) / 64);
  profile.approvals_.resize(contest.projects.size());
  profile.points_total_.resize(contest.projects.size());
  profile.begin_.push_back(0);
  profile.contest_ = std::move(contest);
  return Builder(std::move(state));
}

const Contest& Profile::Builder::contest() const { return state_->profile.contest_; }

absl::Status Profile::Builder::AddBallot(absl::Span<const ProjectIndex> projects,
                                         absl::Span<const int64_t> points) {
  Profile& profile = state_->profile;
  const BallotFormat format = profile.contest_.format;
  const bool with_points = profile.contest_.with_points();
  if (points.size() != (with_points ? projects.size() : 0)) {
    return absl::InvalidArgumentError("the points do not match the projects of the ballot");
  }
  if (profile.kind_of_voter_.size() >= kMaxBallots) {
    return absl::ResourceExhaustedError(fmt::format("there are more than {} ballots", kMaxBallots));
  }
  for (const int64_t value : points) {
    if (value < 0 || value > kMaxPoints) {
      return absl::InvalidArgumentError(fmt::format("points must be between 0 and {}", kMaxPoints));
    }
  }
  State& state = *state_;
  BallotView ballot{projects, points};
  const bool ranked = format == BallotFormat::kOrdinal;
  const bool set = !with_points && !ranked;
  if (const char* const wrong =
          set ? state.OrderSet(&ballot.projects) : state.WrongWith(projects)) {
    return absl::InvalidArgumentError(wrong);
  }
  if (with_points && !ranked) {
    state.sorted.clear();
    for (size_t i = 0; i < projects.size(); ++i) {
      if (points[i] > 0) state.sorted.emplace_back(projects[i], points[i]);
    }
    std::sort(state.sorted.begin(), state.sorted.end());
    state.points.clear();
    for (size_t i = 0; i < state.sorted.size(); ++i) {
      state.set[i] = state.sorted[i].first;
      state.points.push_back(state.sorted[i].second);
    }
    ballot = {absl::MakeConstSpan(state.set).first(state.sorted.size()), state.points};
  }
  const uint32_t kind = state.KindOf(ballot);
  ++profile.weight_[kind];
  profile.kind_of_voter_.push_back(kind);
  return absl::OkStatus();
}

Profile Profile::Builder::Build() && {
  Profile profile = std::move(state_->profile);
  state_.reset();
  for (size_t k = 0; k < profile.kinds(); ++k) {
    const BallotView view = profile.kind(k);
    for (size_t i = 0; i < view.projects.size(); ++i) {
      profile.approvals_[view.projects[i]] += profile.weight_[k];
      if (!view.points.empty()) {
        profile.points_total_[view.projects[i]] += profile.weight_[k] * view.points[i];
      }
    }
  }
  profile.listed_.shrink_to_fit();
  profile.points_.shrink_to_fit();
  profile.begin_.shrink_to_fit();
  profile.weight_.shrink_to_fit();
  profile.kind_of_voter_.shrink_to_fit();
  return profile;
}

}  // namespace urna::tallying
