#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tallying/explanation.h"
#include "tallying/outcome.h"
#include "tallying/profile.h"

namespace urna::tallying {

// The outcome as one line of JSON with a newline at the end. Canonical: the same outcome gives the
// same bytes on every machine, so a published file can be recomputed and compared. Keys stand in a
// fixed order; amounts are strings in currency units ("1200.5"), rationals strings in lowest terms
// ("7/3"), counts integers; there is no floating-point number anywhere.
//
//   {"rule", "parameters": {..}, "tie_break", "voters", "budget", "cost", "selected": [ids],
//    "ties": [{"round", "tied": [ids]}], "completion_ties", "endowment", "runs", "replaced_by",
//    "constraints", "proof", "rounds": [..],
//    "shortfalls": [{"project", "supporters_money"}]}
//
// `endowment` and `runs` are there for equal shares only; `completion_ties`,
// `replaced_by`, `constraints`, `proof`, `rounds` and `shortfalls` when the outcome holds them.
//
// With `explanations`, a key of that name follows: an object per project with "project", "votes",
// "place" or what is known of "supporters_money", "budget_needed" and "votes_lacked".
std::string OutcomeToJson(const Profile& profile, const Outcome& outcome,
                          const std::vector<Explanation>& explanations = {});
// The same bytes, without ever holding them all: a trace of many voters is long.
void WriteOutcomeJson(const Profile& profile, const Outcome& outcome,
                      const std::vector<Explanation>& explanations, std::ostream& out);

// An entry of `explanations`.
nlohmann::ordered_json ExplanationToJson(const Profile& profile, const Explanation& explanation);

}  // namespace urna::tallying
