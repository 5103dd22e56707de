#include "services/api/log_boot.h"

#include <string>
#include <utility>
#include <vector>

#include "services/base/events.h"
#include "services/base/families.h"
#include "services/base/resource_name.h"
#include "services/records/process_records.h"
#include "services/records/resources.h"
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
