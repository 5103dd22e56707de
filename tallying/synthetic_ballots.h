#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "tallying/profile.h"
#include "tallying/stop.h"

namespace urna::tallying {

// Voters who are made up, so that rules can be tried before anybody has voted. The model says
// nothing of what people will vote; it only has what makes rules differ: neighbours who want the
// same, and projects that many want.
//
// Voters and projects are points of a square, and a voter prefers what lies near: the Euclidean model
// that Talmon and Faliszewski (A Framework for Approval-Based Budgeting Methods, AAAI 2019) use for
// citizen budgets. To it come
//   - a mixture: where the projects have two areas or more, each area has a centre about which its
//     projects lie, and three voters in four live about one of the centres;
//   - projects that are wanted from farther away, as in the voter-candidate range model of
//     Godziszewski, Batko, Skowron and Faliszewski (AAAI 2021): the square of a distance is divided
//     by 1 to 4;
//   - interests: a voter cares for every fourth category, and what has one counts as half as far;
//   - chance.
// How many projects a voter lists is equally likely from 1 to 2 * typical_length - 1, within the
// limits; they are listed from the nearest on, what a limit forbids is passed over. Points fall from
// the first to the last. A voter whose nearest projects make no ballot within the limits casts a
// blank one.
struct SyntheticVoters {
  uint64_t seed = 0;
  int64_t voters = 0;           // 0 to kMaxBallots
  int64_t typical_length = 5;   // 1 to 50
  int64_t chance_percent = 10;  // 0: nothing but the model decides; 100: nothing but chance
};

// Most projects that all ballots together list.
inline constexpr int64_t kMaxSyntheticMarks = 10'000'000;

// A pure function of its arguments, in whole numbers throughout: the same ballots on every machine.
// Of more voters the first are the same. Ordinal ballots have ranks alone. INVALID_ARGUMENT for
// numbers out of range and as Profile::Builder::Create; RESOURCE_EXHAUSTED where there would be more
// than kMaxSyntheticMarks; CANCELLED where `stop` said so.
absl::StatusOr<Profile> MakeBallots(Contest contest, const SyntheticVoters& voters,
                                    const StopAsked& stop = {});

}  // namespace urna::tallying
