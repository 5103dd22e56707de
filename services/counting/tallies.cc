#include "services/counting/tallies.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "services/append/process_log.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/signatures.h"
#include "services/counting/closed_log.h"
#include "services/counting/published_tally.h"
#include "services/records/phases.h"
#include "services/records/process_records.h"

namespace urna::services {
absl::StatusOr<Tallies::SharedTally> Tallies::Published(const ProcessLog& log,
                                                        ledger::ContestId contest) {
  const auto outcome = log.WithState(
      [contest](const ledger::ElectionState& state) { return state.artefacts(contest).outcome; });
  if (!outcome) return absl::InternalError("a contest without an outcome was taken for tallied");
  const MutexLock lock(mutex_);
  for (auto kept = published_.begin(); kept != published_.end(); ++kept) {
    if (kept->first != outcome->sha256) continue;
    published_.splice(published_.begin(), published_, kept);
    return published_.front().second;
  }
  absl::StatusOr<ledger::TallyFiles> files = ReadPublishedTally(store_, log, contest);
  if (!files.ok()) return files.status();
  auto tally = std::make_shared<const ledger::TallyFiles>(*std::move(files));
  published_.emplace_front(outcome->sha256, tally);
  if (published_.size() > kTalliesKept) published_.pop_back();
  return tally;
}

absl::Status Tallies::GetTally(const v1::GetTallyRequest& request, v1::Tally& response) {
  absl::StatusOr<NamedContest> named = FindContest(logs_, request.contest());
  if (!named.ok()) return named.status();
  // Before it, nobody makes the server read the ballots again and again.
  const v1::CountState state = named->log->WithState(
      [&](const ledger::ElectionState& now) { return CountStateOf(now, named->contest); });
  if (state != v1::COUNT_STATE_TALLYING && state != v1::COUNT_STATE_DONE) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_COUNTED",
                 fmt::format("{} cannot be read yet: mixes, decryptions or lots are missing",
                             request.contest()));
  }
  const absl::StatusOr<SharedTally> shared = state == v1::COUNT_STATE_DONE
                                                 ? Published(*named->log, named->contest)
                                                 : counts_.Of(named->log, named->contest)->Tally();
  if (!shared.ok()) return shared.status();
  const SharedTally& tally = *shared;
  response.set_contest(request.contest());
  response.set_status(tally->too_few_ballots ? v1::TALLY_STATUS_TOO_FEW_BALLOTS
                                             : v1::TALLY_STATUS_COUNTED);
  response.set_outcome(tally->outcome);
  response.set_ballots(ToText(tally->ballots));
  response.set_pabulib(tally->pabulib);
  for (const std::string& project : tally->selected) response.add_selected_projects(project);
  response.set_cost(tally->cost);
  response.set_budget(named->log->manifest().contest(named->contest).budget());
  response.set_valid_ballots(tally->valid);
  response.set_invalid_ballots(tally->invalid);
  return absl::OkStatus();
}

absl::Status Tallies::SignTally(const v1::SignTallyRequest& request,
                                v1::SignTallyResponse& response) {
  absl::StatusOr<NamedContest> named = FindContest(logs_, request.contest());
  if (!named.ok()) return named.status();
  if (absl::Status trustee = CheckTrustee(named->log->manifest(), request.trustee());
      !trustee.ok()) {
    return trustee;
  }
  std::vector<crypto::Signature> signatures;
  for (int i = 0; i < request.signatures_size(); ++i) {
    auto signature = ParseSignature(request.signatures(i), fmt::format("signatures[{}]", i));
    if (!signature.ok()) return signature.status();
    signatures.push_back(*signature);
  }
  // A contest that nothing is mixed of gets this far without it, and afterwards no signature is
  // taken.
  absl::StatusOr<internal::v1::ProcessRecord> record =
      ReadProcessRecord(store_, named->log->manifest().config().process());
  if (!record.ok()) return record.status();
  if (absl::Status holds = CheckClosingHolds(named->log->manifest(), *record); !holds.ok()) {
    return holds;
  }
  const auto outcome = named->log->WithState([&named](const ledger::ElectionState& state) {
    return state.artefacts(named->contest).outcome;
  });
  if (outcome) {
    response.set_leaf_index(outcome->leaf_index);
    return absl::OkStatus();
  }
  absl::StatusOr<std::uint64_t> index =
      counts_.Of(named->log, named->contest)->Publish(request.trustee(), signatures);
  if (!index.ok()) return index.status();
  response.set_leaf_index(*index);
  return absl::OkStatus();
}

}  // namespace urna::services
