// What became of a ballot that somebody has a receipt for (section 14 of docs/protocol.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/artefact_walk.h"
#include "ledger/election_state.h"

namespace urna::ledger {

enum class Fate {
  kFault,       // the server should not have admitted it, and it does not count
  kCancelled,   // the key was revoked
  kReplaced,    // a later ballot of the same voter counts in its place
  kNotCounted,  // its contest was not counted
  kCounted,
};
// "counted", "replaced", ..: for programs.
std::string_view NameOf(Fate fate);

struct BallotFate {
  std::uint64_t record = 0;
  Fate fate = Fate::kFault;
  // Of the record that replaced or cancelled it.
  std::uint64_t by = 0;
  // Authorities that signed the cancellation.
  std::vector<std::uint8_t> authorities;
  // For people: the whole sentence.
  std::string text;
};

// The first that applies, in the order of the enumeration. `leaf` is the ballot's record `record`
// of the log that `state` has folded up to its closing; `faults` are those of the log.
BallotFate FateOf(const ElectionState& state, const std::vector<LogFault>& faults,
                  std::uint64_t record, const BallotLeaf& leaf);

}  // namespace urna::ledger
