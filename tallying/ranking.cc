#include "tallying/ranking.h"

#include <fmt/format.h>

#include <algorithm>

#include "absl/numeric/int128.h"

namespace urna::tallying {
namespace {

// Sign of "a is better than b"; scores are below 2^55 and costs below 2^62, so products fit.
int Compare(int64_t score_a, Money cost_a, int64_t score_b, Money cost_b, bool per_cost) {
  if (!per_cost) return score_a > score_b ? 1 : score_a < score_b ? -1 : 0;
  const absl::int128 left = absl::int128(score_a) * cost_b.minor();
  const absl::int128 right = absl::int128(score_b) * cost_a.minor();
  if (left != right) return left > right ? 1 : -1;
  // Both products vanish when one has neither score nor cost: support at no cost is best,
  // no support worst.
  const auto worth = [](int64_t score, Money cost) {
    return score == 0 ? 0 : cost == Money() ? 2 : 1;
  };
  return worth(score_a, cost_a) - worth(score_b, cost_b);
}

}  // namespace

Parameter UnsupportedParameter() {
  return {.name = "unsupported",
          .type = Parameter::Type::kChoice,
          .choices = {"skip", "fund"},
          .default_value = "skip",
          .meaning =
              "a project that no ballot supports: never funded, or funded last where money "
              "is left (as pabutools does)"};
}

Unsupported ChosenUnsupported(std::string_view value) {
  return value == "fund" ? Unsupported::kFund : Unsupported::kSkip;
}

std::vector<int64_t> Scores(const Profile& profile, Score score, BordaPoints borda) {
  std::vector<int64_t> scores(profile.projects().size());
  const bool ranked = profile.format() == BallotFormat::kOrdinal;
  if (score == Score::kPoints && ranked && borda != BordaPoints::kOfBallot) {
    const int64_t last = borda == BordaPoints::kLength ? 1 : 0;
    for (size_t k = 0; k < profile.kinds(); ++k) {
      int64_t value = static_cast<int64_t>(profile.kind(k).projects.size()) - 1 + last;
      for (const ProjectIndex p : profile.kind(k).projects)
        scores[p] += profile.weight(k) * value--;
    }
    return scores;
  }
  const bool points = score == Score::kPoints && profile.contest().with_points();
  for (ProjectIndex p = 0; p < scores.size(); ++p) {
    scores[p] = points ? profile.points(p) : profile.approvals(p);
  }
  return scores;
}

Ranking RankProjects(const Profile& profile, absl::Span<const ProjectIndex> candidates,
                     absl::Span<const int64_t> scores, bool per_cost, Unsupported unsupported,
                     absl::Span<const uint32_t> ranks) {
  const auto compare = [&](ProjectIndex a, ProjectIndex b) {
    return Compare(scores[a], profile.projects()[a].cost, scores[b], profile.projects()[b].cost,
                   per_cost);
  };
  Ranking ranking;
  ranking.order.assign(candidates.begin(), candidates.end());
  if (unsupported == Unsupported::kSkip) {
    std::erase_if(ranking.order, [&](ProjectIndex p) { return scores[p] == 0; });
  }
  std::sort(ranking.order.begin(), ranking.order.end(), [&](ProjectIndex a, ProjectIndex b) {
    const int order = compare(a, b);
    return order != 0 ? order > 0 : ranks[a] < ranks[b];
  });
  for (size_t first = 0; first < ranking.order.size();) {
    size_t end = first + 1;
    while (end < ranking.order.size() && compare(ranking.order[first], ranking.order[end]) == 0)
      ++end;
    if (end - first > 1) {
      Tie tie{static_cast<int64_t>(first),
              {ranking.order.begin() + static_cast<ptrdiff_t>(first),
               ranking.order.begin() + static_cast<ptrdiff_t>(end)}};
      ranking.ties.push_back(std::move(tie));
    }
    first = end;
  }
  return ranking;
}

Money CountDown(const Profile& profile, const Ranking& ranking, absl::Span<const int64_t> scores,
                bool per_cost, std::string_view score_name, std::string_view stage, bool stop,
                bool trace, LimitTracker* limits, Outcome* outcome) {
  Money missing = Outcome::kAnyBudget;
  Money left = profile.budget();
  for (const ProjectIndex p : outcome->selected) left -= profile.projects()[p].cost;
  for (const ProjectIndex p : ranking.order) {
    const Money cost = profile.projects()[p].cost;
    if (!limits->AllowsOrRecords(p)) continue;
    const bool fits = cost <= left;
    if (fits) {
      left -= cost;
      limits->Fund(p);
      outcome->selected.push_back(p);
    } else {
      missing = std::min(missing, cost - left);
    }
    if (trace) {
      Round& round = outcome->rounds.emplace_back();
      round.project = p;
      round.funded = fits;
      round.stage = stage;
      round.measure = fmt::format("{}{}", score_name, per_cost ? "-per-cost" : "");
      round.value = scores[p];
      if (per_cost && cost != Money()) {
        round.value = Ratio(scores[p], cost.minor()) * PowerOfTen(profile.minor_digits());
      }
    }
    if (!fits && stop) break;
  }
  return missing;
}

}  // namespace urna::tallying
