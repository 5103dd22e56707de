#include "tallying/tie_break.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "absl/status/status.h"

namespace urna::tallying {

std::string_view TieBreak::name() const {
  switch (kind_) {
    case Kind::kLexicographic:
      return "lexicographic";
    case Kind::kCostVotes:
      return "cost-votes";
    case Kind::kVotesId:
      return "votes-id";
    case Kind::kOrder:
      return "order";
    case Kind::kLot:
      return "lot";
  }
  return "";
}

absl::StatusOr<TieBreak> TieBreak::FromName(std::string_view name) {
  for (TieBreak known : {Lexicographic(), CostVotes(), VotesId()}) {
    if (known.name() == name) return known;
  }
  return absl::InvalidArgumentError(fmt::format(
      "there is no tie-break '{}'; expected lexicographic, cost-votes or votes-id", name));
}

absl::StatusOr<std::vector<uint32_t>> TieBreak::Ranks(const Profile& profile) const {
  const size_t size = profile.projects().size();
  std::vector<ProjectIndex> order(size);
  if (kind_ == Kind::kOrder || kind_ == Kind::kLot) {
    std::vector<bool> listed(size);
    if (order_.size() != size) {
      return absl::InvalidArgumentError(fmt::format(
          "the order for ties lists {} projects; expected all {}", order_.size(), size));
    }
    for (size_t i = 0; i < size; ++i) {
      const std::optional<ProjectIndex> p = profile.Find(order_[i].text());
      if (!p || listed[*p]) {
        return absl::InvalidArgumentError(fmt::format("the order for ties names '{}{}",
                                                      order_[i].text(),
                                                      p ? "' twice" : "', which is no project"));
      }
      listed[*p] = true;
      order[i] = *p;
    }
  } else {
    std::iota(order.begin(), order.end(), ProjectIndex{0});
    std::sort(order.begin(), order.end(), [&](ProjectIndex a, ProjectIndex b) {
      const Project &x = profile.projects()[a], &y = profile.projects()[b];
      if (kind_ == Kind::kCostVotes && x.cost != y.cost) return x.cost < y.cost;
      if (kind_ != Kind::kLexicographic && profile.approvals(a) != profile.approvals(b)) {
        return profile.approvals(a) > profile.approvals(b);
      }
      return x.id < y.id;
    });
  }
  std::vector<uint32_t> ranks(size);
  for (uint32_t i = 0; i < size; ++i) ranks[order[i]] = i;
  return ranks;
}

}  // namespace urna::tallying
