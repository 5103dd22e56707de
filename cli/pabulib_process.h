// An election of a Pabulib file, held again: the contest, and the ballot that each voter cast.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client/process_description.h"
#include "ledger/ballot_codec.h"
#include "tallying/outcome.h"
#include "tallying/pabulib_reader.h"

namespace urna::cli {

// How the ballots are to be counted, in the words of the command line.
struct CountingRule {
  std::string rule = "equal-shares";
  std::vector<std::string> parameters;  // "name=value"
  std::string tie_break = "lexicographic";
};

struct PabulibProcess {
  // Without registrars, authorities, trustees and dates. One contest, one area, one electorate, all
  // of the id kOnlyId.
  client::ProcessDescription description;
  // The projects' ids in the file, in its order: where one cannot be used (a long one, say),
  // the description numbers all of them, in a way that keeps their order.
  std::vector<std::string> project_ids;
  // By voter.
  std::vector<ledger::Choices> ballots;
  // What the tallying of the file itself comes to, with the same voters.
  tallying::Outcome expected;
  // False where ties are broken by lot: nobody can know the outcome beforehand.
  bool is_expected_known = true;
  std::vector<std::string> warnings;
};

inline constexpr char kOnlyId[] = "contest";

// The first `voters` ballots of the file; 0 for all. Limits of the ballot format come from the
// file; where its ballots break them they are widened, with a warning, so that every ballot counts
// as the file counts it. INVALID_ARGUMENT when a ballot cannot be encoded (points above 255), or
// the rule cannot count it.
absl::StatusOr<PabulibProcess> MakeProcess(const std::string& path,
                                           const tallying::PabulibFile& file, std::size_t voters,
                                           const CountingRule& rule);

}  // namespace urna::cli
