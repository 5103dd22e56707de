#include "services/counting/count_progress.h"

#include "services/append/process_log.h"
#include "services/base/signatures.h"
#include "services/counting/closed_log.h"
#include "services/records/phases.h"
#include "services/records/process_records.h"

namespace urna::services {
namespace {

std::vector<std::uint32_t> TrusteesOf(const std::vector<ledger::AnnouncedArtefact>& announced) {
  std::vector<std::uint32_t> trustees;
  for (const ledger::AnnouncedArtefact& one : announced) trustees.push_back(one.trustee);
  return trustees;
}

void Describe(const ledger::ElectionState& state, v1::Count& response) {
  for (std::uint32_t c = 0; c < state.manifest().contests(); ++c) {
    const ledger::ContestId contest{c};
    const ledger::ContestArtefacts& artefacts = state.artefacts(contest);
    v1::ContestCount& out = *response.add_contests();
    out.set_contest(c);
    out.set_state(CountStateOf(state, contest));
    out.set_ballots(state.Selected(contest).size());
    for (std::uint32_t trustee : TrusteesOf(artefacts.mixes)) out.add_mixers(trustee);
    for (std::uint32_t trustee : TrusteesOf(artefacts.decryptions)) out.add_decryptors(trustee);
    for (std::uint32_t trustee : TrusteesOf(artefacts.lots)) out.add_lots(trustee);
    out.set_needs_lot(NeedsLot(state, contest));
  }
}

}  // namespace

absl::Status GetCount(const storage::Reader& store, LogRegistry& logs,
                      const v1::GetCountRequest& request, v1::Count& response) {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log =
      FindClosedLog(logs, request.process(), "process");
  if (!log.ok()) return log.status();
  absl::StatusOr<ledger::Closing> closing = ClosingOf(**log);
  if (!closing.ok()) return closing.status();
  absl::StatusOr<internal::v1::ProcessRecord> record = ReadProcessRecord(store, request.process());
  if (!record.ok()) return record.status();
  response.set_close_index(closing->index);
  response.set_close_root(ToText(closing->root));
  for (const internal::v1::ClosingSignature& one : record->closing_signatures()) {
    v1::ClosingSignature& out = *response.add_closing_signatures();
    out.set_role(static_cast<v1::ManifestRole>(one.role()));
    out.set_index(one.index());
    out.set_signature(one.signature());
    out.set_time(one.time());
  }
  response.set_close_checkpoint(record->close_checkpoint());
  (*log)->WithState([&response](const ledger::ElectionState& state) { Describe(state, response); });
  return absl::OkStatus();
}

}  // namespace urna::services
