#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tallying/profile.h"

namespace urna::tallying {

// Who comes first when a rule finds projects equal: a complete order of the projects, fixed by a
// public rule before counting.
class TieBreak {
 public:
  // Project id by Unicode code point.
  static TieBreak Lexicographic() { return TieBreak(Kind::kLexicographic, {}); }
  // Lower cost, then more ballots, then id (what equalshares.net uses).
  static TieBreak CostVotes() { return TieBreak(Kind::kCostVotes, {}); }
  // More ballots, then id.
  static TieBreak VotesId() { return TieBreak(Kind::kVotesId, {}); }
  // The list as given, first comes first: the manifest's order.
  static TieBreak Order(std::vector<ProjectId> order) {
    return TieBreak(Kind::kOrder, std::move(order));
  }
  // The order that a lot gave. The draw itself needs cryptography and lies with the caller, who
  // passes the ids in ascending order of their lot rank.
  static TieBreak Lot(std::vector<ProjectId> drawn) {
    return TieBreak(Kind::kLot, std::move(drawn));
  }
  // One of the first three by its name(); INVALID_ARGUMENT for any other name.
  static absl::StatusOr<TieBreak> FromName(std::string_view name);

  // "lexicographic", "cost-votes", "votes-id", "order", "lot".
  std::string_view name() const;

  // The place of each project of the profile, from 0 (first). INVALID_ARGUMENT when a given order
  // is not a permutation of the profile's projects.
  absl::StatusOr<std::vector<uint32_t>> Ranks(const Profile& profile) const;

 private:
  enum class Kind { kLexicographic, kCostVotes, kVotesId, kOrder, kLot };
  TieBreak(Kind kind, std::vector<ProjectId> order) : kind_(kind), order_(std::move(order)) {}

  Kind kind_;
  std::vector<ProjectId> order_;
};

}  // namespace urna::tallying
