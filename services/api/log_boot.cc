#include "services/api/log_boot.h"

#include <string>
#include <utility>
#include <vector>

#include "services/base/events.h"
#include "services/base/families.h"
#include "services/base/resource_name.h"
#include "services/records/phases.h"
#include "services/records/process_records.h"
#include "services/records/resources.h"
#include "services/records/sealed_project.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {
namespace {

absl::StatusOr<bool> HasRecords(const storage::Reader& store, std::string_view process) {
  const std::string first = std::string(ProcessId(process)) + '\0';
  const std::string limit = std::string(ProcessId(process)) + '\1';
  bool found = false;
  const auto scanned =
      store.Scan(kRecordsFamily, first, limit, 1, [&](std::string_view, std::string_view) {
        found = true;
        return false;
      });
  if (!scanned.ok()) return scanned.status();
  return found;
}

LogRegistry::Opener OpenerOf(const LogOpener& opener, const std::string& process) {
  return [&opener, process] { return opener.OpenStored(process); };
}

}  // namespace

absl::Status OpenLogs(const storage::Reader& store, const LogOpener& opener, LogRegistry& logs) {
  absl::StatusOr<std::vector<StoredChild>> processes = ListChildren(store, Kind::kProcess, "");
  if (!processes.ok()) return processes.status();
  for (const StoredChild& stored : *processes) {
    const std::string& process = stored.name;
    absl::StatusOr<bool> sealed = HasRecords(store, process);
    if (!sealed.ok()) return sealed.status();
    if (!*sealed) continue;
    absl::StatusOr<internal::v1::ProcessRecord> record = ReadProcessRecord(store, process);
    if (!record.ok()) return record.status();
    if (record->tallied()) {
      logs.AddTallied(process, OpenerOf(opener, process));
      continue;
    }
    absl::StatusOr<std::shared_ptr<ProcessLog>> log = opener.OpenStored(process);
    if (!log.ok()) return log.status();
    TellOperator(Severity::kInfo, "log opened",
                 {{"process", process}, {"records", static_cast<std::int64_t>((*log)->size())}});
    if (absl::Status added = logs.Add(*std::move(log)); !added.ok()) return added;
  }
  return absl::OkStatus();
}

void TellOfOtherPages(const LogRegistry& logs, std::string_view pages_sha256) {
  for (const std::shared_ptr<ProcessLog>& log : logs.Active()) {
    const v1::Config& config = log->manifest().config();
    const v1::Phase phase = log->WithState(PhaseOf);
    const bool is_voted_in = phase == v1::PHASE_SEALED || phase == v1::PHASE_VOTING;
    const std::string& stated = config.pages_sha256();
    if (!is_voted_in || stated.empty() || stated == pages_sha256) continue;
    TellOperator(Severity::kWarning, "other pages than the manifest states",
                 {{"process", config.process()}});
  }
}

absl::Status BeginJournals(const storage::Reader& store, Changes& changes) {
  absl::StatusOr<std::vector<v1::Process>> processes = ReadResources<v1::Process>(store, "");
  if (!processes.ok()) return processes.status();
  for (const v1::Process& process : *processes) {
    if (!IsUnfrozen(process.phase())) continue;
    const absl::Status begun = changes.ApplyOwnActs(
        process.name(),
        [&](const storage::Reader& now, storage::WriteBatch& batch, Acts& acts) -> absl::Status {
          const absl::Status open = acts.state().status();
          return absl::IsNotFound(open) ? BeginJournal(now, process, acts, batch) : open;
        });
    if (!begun.ok()) return begun;
  }
  return absl::OkStatus();
}

absl::Status TellPhase(Journals& journals, Changes& changes, const ProcessLog& log) {
  const v1::Config& config = log.manifest().config();
  if (!config.has_journal()) return absl::OkStatus();
  const v1::Phase phase = log.WithState(PhaseOf);
  absl::StatusOr<std::shared_ptr<LiveJournal>> journal = journals.Get(config.process());
  if (!journal.ok()) return journal.status();
  const auto is_behind = [phase](const ledger::JournalState& state) {
    return ledger::RankOf(state.phase()) < ledger::RankOf(phase);
  };
  if (!(*journal)->WithState(is_behind)) return absl::OkStatus();
  return changes.ApplyOwnActs(
      config.process(),
      [&](const storage::Reader&, storage::WriteBatch& batch, Acts& acts) -> absl::Status {
        absl::StatusOr<const ledger::JournalState*> state = acts.state();
        if (!state.ok()) return state.status();
        if (!is_behind(**state)) return absl::OkStatus();
        v1::ActFacts facts;
        facts.mutable_phase()->set_phase(phase);
        return acts.Add(v1::JOURNAL_ACT_PHASE, "", facts, {}, batch);
      });
}

absl::Status NoteTallied(Changes& changes, const LogOpener& opener, LogRegistry& logs,
                         const std::string& process) {
  const auto note = [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<internal::v1::ProcessRecord> record = ReadProcessRecord(store, process);
    if (!record.ok()) return record.status();
    record->set_tallied(true);
    PutProcessRecord(batch, process, *record);
    return absl::OkStatus();
  };
  if (absl::Status noted = changes.ApplyOwn(process, note); !noted.ok()) return noted;
  logs.AddTallied(process, OpenerOf(opener, process));
  return absl::OkStatus();
}

}  // namespace urna::services
