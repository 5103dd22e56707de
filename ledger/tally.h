// From decrypted points to the published outcome (sections 12 and 13 of docs/protocol.md). Pure
// functions.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "crypto/elgamal.h"
#include "ledger/manifest.h"
#include "tallying/parameters.h"
#include "tallying/profile.h"
#include "tallying/project.h"
#include "tallying/tie_break.h"

namespace urna::ledger {

enum class BallotStatus : std::uint8_t {
  kValid = 0,
  kNotEmbedded = 1,  // a point that no payload is embedded in
  kMalformed = 2,    // a payload that is not of the contest's format, or breaks its limits
};

// The three files of an outcome. Where there are too few ballots, `ballots` and `pabulib` are empty
// and not published.
struct TallyFiles {
  bool too_few_ballots = false;
  // "URNABAL1", LE64 N, LE64 k, then N times (BallotStatus u8, payload[30 k]; zeros where nothing
  // is embedded), in the order of the last mix.
  crypto::Bytes ballots;
  // Its META ends by saying how it was counted (tallying/counting_statement.h).
  std::string pabulib;
  // One line of canonical JSON.
  std::string outcome;
  std::uint64_t valid = 0;
  std::uint64_t invalid = 0;
  std::vector<std::string> selected;
  // Minor units.
  std::int64_t cost = 0;
};

// `points` are the decrypted columns, [l][i]; `lot_seed` where ties are broken by lot.
absl::StatusOr<TallyFiles> TallyBallots(const Manifest& manifest, ContestId contest,
                                        const std::vector<std::vector<crypto::Point>>& points,
                                        const std::optional<crypto::Hash256>& lot_seed,
                                        int threads = 1);

// The ballots that count of TallyFiles::ballots, once more as the rules see them. DATA_LOSS for what is no such
// file of the contest.
absl::StatusOr<tallying::Profile> ReadBallots(const Manifest& manifest, ContestId contest,
                                              crypto::ByteView file);

TallyFiles TooFewBallots(const Manifest& manifest, ContestId contest, std::uint64_t ballots);

// The parameters that a contest's configuration names.
tallying::ParameterValues RuleParameters(const v1::RuleConfig& rule);

// The order of the projects that a contest's configuration names. FAILED_PRECONDITION where it is a
// lot that has not been drawn, INVALID_ARGUMENT where it is none.
absl::StatusOr<tallying::TieBreak> MakeTieBreak(v1::TieBreak tie_break,
                                                absl::Span<const tallying::Project> projects,
                                                const std::optional<crypto::Hash256>& lot_seed);

// The projects in ascending order of their lot rank (section 12b).
tallying::TieBreak DrawLots(const crypto::Hash256& seed,
                            absl::Span<const tallying::Project> projects);

}  // namespace urna::ledger
