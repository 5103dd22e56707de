// A process as an administrator writes it down: one TOML file, from which everything is created.
//
//   id = "toulouse-2022"                      # the process becomes processes/toulouse-2022
//   title = { fr = "Budget participatif", en = "Citizen budget" }   # or one text, with `language`
//   language = "fr"                           # of every title that is one text; default "fr"
//   currency = "EUR"
//   trustee_threshold = 2                     # of the trustees below
//   opening_time = 2027-03-01T08:00:00Z       # voting cannot begin earlier
//   closing_time = 2027-03-21T20:00:00Z       # no ballot is accepted from then on
//   # registrar_threshold, authority_threshold = 1; revote = "last" | "first"; ballots_per_key =
//   50; # complaint_seconds = 0; currency_digits, log_origin: derived when left out
//
//   [[areas]]
//   id = "mirail"
//   title = "Mirail-Université"
//
//   [[contests]]
//   id = "mirail"
//   title = "Projets du Mirail"
//   area = "mirail"
//   budget = 500000                           # in currency units; "1200.50" where there are cents
//   ballot = { format = "approval", max_length = 3 }    # approval, cumulative, scoring, ordinal,
//                                             # choose-1; limits as Pabulib names them
//   rule = "equal-shares"                     # as in `urna tally --help`
//   parameters = { }
//   tie_break = "lexicographic"               # cost-votes, votes-id, order, lot
//   minimum_ballots = 10                      # with fewer, nothing is decrypted
//   projects_csv = "mirail.csv"               # columns id, title, cost and, if wanted, categories
//   # (parted by "|"); or a list: projects = [ { id = "1", title = "Banc", cost = 1000 } ]
//
//   [[electorates]]
//   id = "mirail"
//   title = "Habitants du Mirail"
//   contests = ["mirail"]
//
//   [[registrars]]                            # [[authorities]], [[trustees]] alike
//   id = "mairie"
//   display_name = "Service des élections"
//   signing_key = "..."                       # as `urna registrar keygen` prints it;
//                                             # trustees: box_key too
//
//   [[contest_groups]]                        # contests of which one voter may use only some
//   contests = ["mirail", "centre"]
//   max = 1
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "urna/v1/resources.pb.h"

namespace urna::client {

// A resource to be created, with the last part of its name.
template <typename Resource>
using Named = std::pair<std::string, Resource>;

struct ContestDescription {
  std::string id;
  v1::Contest contest;
  std::vector<Named<v1::Project>> projects;
};

// References between resources are full resource names already.
struct ProcessDescription {
  std::string id;
  // With its contest groups, which are set once the contests exist.
  v1::Process process;
  std::vector<Named<v1::Area>> areas;
  std::vector<ContestDescription> contests;
  std::vector<Named<v1::Electorate>> electorates;
  std::vector<Named<v1::Registrar>> registrars;
  std::vector<Named<v1::Authority>> authorities;
  std::vector<Named<v1::Trustee>> trustees;

  std::string name() const { return "processes/" + id; }
};

// `folder` is where relative paths in the description begin. INVALID_ARGUMENT names the file, the
// place and what was expected there; a key that has no meaning is refused.
absl::StatusOr<ProcessDescription> ParseProcessDescription(std::string_view toml,
                                                           const std::string& file,
                                                           const std::string& folder);
absl::StatusOr<ProcessDescription> ReadProcessDescription(const std::string& path);

// The tie-break of a name of the command line; INVALID_ARGUMENT lists them.
absl::StatusOr<v1::TieBreak> ParseTieBreakName(std::string_view name);
std::string_view TieBreakName(v1::TieBreak tie_break);

}  // namespace urna::client
