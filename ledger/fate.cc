#include "ledger/fate.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/text.h"

namespace urna::ledger {

std::string_view NameOf(Fate fate) {
  switch (fate) {
    case Fate::kFault:
      return "fault";
    case Fate::kCancelled:
      return "cancelled";
    case Fate::kReplaced:
      return "replaced";
    case Fate::kNotCounted:
      return "not-counted";
    case Fate::kCounted:
      return "counted";
  }
  return "";
}

BallotFate FateOf(const ElectionState& state, const std::vector<LogFault>& faults,
                  std::uint64_t record, const BallotLeaf& leaf) {
  BallotFate out;
  out.record = record;
  const std::string ballot = fmt::format("the ballot of record {}", record);
  const auto fault = std::find_if(faults.begin(), faults.end(),
                                  [&](const LogFault& one) { return one.record == record; });
  if (fault != faults.end()) {
    out.fate = Fate::kFault;
    out.text = fmt::format("{} was not admitted: FAULT, because {}", ballot, fault->reason);
    return out;
  }
  if (const Revocation* revocation = state.FindRevocation(leaf.voting_key)) {
    out.fate = Fate::kCancelled;
    out.by = revocation->record;
    out.authorities = revocation->authorities;
    out.text = fmt::format("{} was cancelled by the revocation of record {}, signed by authority",
                           ballot, revocation->record);
    for (const std::uint8_t authority : revocation->authorities) {
      out.text += fmt::format(" {}", authority);
    }
    return out;
  }
  const auto last = state.LastBallot(leaf.voting_key, leaf.contest);
  if (last.has_value() && last->index != record) {
    out.fate = Fate::kReplaced;
    out.by = last->index;
    out.text =
        fmt::format("{} was replaced by record {}, a later ballot of the same key: was it you?",
                    ballot, last->index);
    return out;
  }
  if (!state.IsCounted(leaf.contest)) {
    out.fate = Fate::kNotCounted;
    out.text = fmt::format("{} is in contest {}, which had too few ballots and was not counted",
                           ballot, state.manifest().contest(leaf.contest).id());
    return out;
  }
  out.fate = Fate::kCounted;
  out.text = fmt::format("{} was counted", ballot);
  return out;
}

}  // namespace urna::ledger
