#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tallying/parameters.h"

namespace urna::tallying {

// The keys of META by which a Pabulib file says how it is counted. Parameters have kMetaParameter
// before their names.
inline constexpr std::string_view kMetaRule = "urna_rule";
inline constexpr std::string_view kMetaParameter = "urna_param_";
inline constexpr std::string_view kMetaTieBreak = "urna_tie_break";
inline constexpr std::string_view kMetaLotSeed = "urna_lot_seed";

// What made an outcome, besides the ballots.
struct CountingStatement {
  std::string rule;
  ParameterValues parameters;
  std::string tie_break;  // TieBreak::name(); "order" is that of the file's projects
  std::string lot_seed;   // hexadecimal; empty unless there was a lot
};

// The lines of META that say so, in the order in which they are written.
std::vector<std::pair<std::string, std::string>> MetaOf(const CountingStatement& statement);

}  // namespace urna::tallying
