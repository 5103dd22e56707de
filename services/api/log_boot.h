// What the server finds in its store when it starts.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/append/log_registry.h"
#include "services/records/changes.h"
#include "services/records/log_opener.h"
#include "storage/store.h"

namespace urna::services {

// Opens the logs of all sealed processes, verified on the way; of tallied ones it takes note, and
// they are opened when somebody asks. Once, before anything is served.
absl::Status OpenLogs(const storage::Reader& store, const LogOpener& opener, LogRegistry& logs);

// Tells the operator of each process whose voters would be given other pages than its manifest states: the server, or its
// configuration, has changed during the vote.
void TellOfOtherPages(const LogRegistry& logs, std::string_view pages_sha256);

// Begins the journals of processes that may be changed and have none: they were made before there were
// journals. Once, before anything is served.
absl::Status BeginJournals(const storage::Reader& store, Changes& changes);

// Tells the journal of the process which phase its log has reached.
absl::Status TellPhase(Journals& journals, Changes& changes, const ProcessLog& log);

// Takes note in the store, for the next start, of a process whose every outcome is in its log, and
// lets go of what only the count needed. `opener` must outlive the registry.
absl::Status NoteTallied(Changes& changes, const LogOpener& opener, LogRegistry& logs,
                         const std::string& process);

}  // namespace urna::services
