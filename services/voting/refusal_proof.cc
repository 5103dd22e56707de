#include "services/voting/refusal_proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "services/append/process_log.h"
#include "services/base/errors.h"
#include "services/base/signatures.h"
#include "services/records/named_log.h"

namespace urna::services {
namespace {

struct Finding {
  v1::RefusalReason reason = v1::REFUSAL_REASON_UNSPECIFIED;
  std::vector<std::uint64_t> records;
};

Finding Look(const ledger::ElectionState& state, const ledger::VotingKey& key,
             ledger::ContestId contest, std::uint64_t sequence) {
  if (state.stage() == ledger::Stage::kClosed) {
    return {v1::REFUSAL_REASON_CLOSED, {*state.close_index()}};
  }
  if (const ledger::Revocation* revocation = state.FindRevocation(key)) {
    return {v1::REFUSAL_REASON_REVOKED, {revocation->record}};
  }
  const auto last = state.LastBallot(key, contest);
  if (!last.has_value()) {
    Finding out{v1::REFUSAL_REASON_CHOICE_GROUP, {}};
    for (const auto& used : state.FullChoiceGroup(key, contest)) out.records.push_back(used.index);
    std::sort(out.records.begin(), out.records.end());
    return out.records.empty() ? Finding{} : out;
  }
  if (state.manifest().config().revote() == v1::REVOTE_POLICY_FIRST) {
    return {v1::REFUSAL_REASON_ALREADY_VOTED, {last->index}};
  }
  if (sequence > last->sequence) return {};
  return {v1::REFUSAL_REASON_SEQUENCE, state.BallotsOf(key, contest, sequence)};
}

}  // namespace

absl::Status ProveRefusal(LogRegistry& logs, const v1::ProveRefusalRequest& request,
                          v1::ProveRefusalResponse& response) {
  const absl::StatusOr<crypto::Hash256> key = ParseHash(request.voting_key(), "voting_key");
  if (!key.ok()) return key.status();
  if (request.sequence() < 1) return FieldError("sequence", "expected 1 or more");
  const absl::StatusOr<std::shared_ptr<ProcessLog>> log =
      FindNamedLog(logs, request.process(), "process");
  if (!log.ok()) return log.status();
  const ledger::ContestId contest{request.contest()};
  if (!(*log)->manifest().HasContest(contest)) {
    return FieldError("contest", "the manifest has no such contest");
  }
  const ledger::VotingKey voting_key{*key};
  if (!(*log)->shared_rolls()->FindKey(voting_key).has_value()) {
    return Error(absl::StatusCode::kNotFound, "UNKNOWN_KEY",
                 "the voting key is not on the roll; check the code");
  }
  const Finding finding = (*log)->WithState([&](const ledger::ElectionState& state) {
    return Look(state, voting_key, contest, request.sequence());
  });
  auto receipts = (*log)->Receipts(finding.records);
  if (!receipts.ok()) return receipts.status();
  response.set_reason(finding.reason);
  for (std::size_t i = 0; i < finding.records.size(); ++i) {
    absl::StatusOr<crypto::Bytes> record = (*log)->RecordAt(finding.records[i]);
    if (!record.ok()) return record.status();
    v1::ProvenRecord& out = *response.add_records();
    out.set_record(ToText(*record));
    out.set_receipt((*receipts)[i].Serialize());
  }
  return absl::OkStatus();
}

}  // namespace urna::services
