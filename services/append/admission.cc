#include "services/append/admission.h"

#include <utility>

#include "ledger/errors.h"
#include "ledger/text.h"

namespace urna::services {

using absl::StatusCode;
using ledger::BallotLeaf;

absl::StatusOr<Record> ReadRecord(crypto::Bytes bytes) {
  absl::StatusOr<ledger::Leaf> leaf = ledger::ParseLeaf(bytes);
  if (!leaf.ok()) {
    return ledger::Refusal(StatusCode::kInvalidArgument, "MALFORMED_RECORD",
                           ledger::MessageOf(leaf.status()));
  }
  const crypto::Hash256 hash = crypto::LeafHash(bytes);
  return Record{std::move(bytes), *std::move(leaf), hash};
}

std::optional<Acknowledgement> AnswerAtOnce(const LiveLog& log, const RecordStore& records,
                                            const Record& record, bool time_is_over) {
  const auto* ballot = std::get_if<BallotLeaf>(&record.leaf.body);
  std::optional<std::uint64_t> there;
  absl::Status allowed = log.WithState([&](const ledger::ElectionState& state) {
    if (ballot != nullptr && record.leaf.manifest_hash == state.manifest().hash()) {
      there = state.FindBallot(record.leaf);
    }
    return state.Check(record.leaf);
  });
  if (there.has_value()) {
    const absl::StatusOr<crypto::Bytes> recorded = records.Read(*there);
    if (!recorded.ok()) return recorded.status();
    if (*recorded == record.bytes) return log.Prove(*there);
  }
  // Bytes that are no ballot of this election are no less so when voting is over.
  if (ballot != nullptr && time_is_over && !absl::IsInvalidArgument(allowed)) {
    return ledger::Refusal(StatusCode::kFailedPrecondition, "VOTING_CLOSED", "voting is over");
  }
  if (!allowed.ok()) return allowed;
  return std::nullopt;
}

}  // namespace urna::services
