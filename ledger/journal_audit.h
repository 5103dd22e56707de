// The audit of a journal: step 13 of section 14 of docs/protocol.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ledger/bundle.h"
#include "ledger/log_fault.h"
#include "ledger/manifest.h"

namespace urna::ledger {

struct JournalReport {
  std::uint64_t acts = 0;
  std::uint64_t proposals = 0;
  // Documents that the acts name, by what became of them.
  std::uint64_t public_documents = 0;
  std::uint64_t withheld_documents = 0;
  std::uint64_t erased_documents = 0;
  // Everything that is wrong with acts, documents and what was sealed, at most 100; with the index of
  // the act, and of what was sealed with the size of the journal then.
  std::vector<LogFault> faults;
};

// Checks the journal that the configuration names, and fills `report` with what it has found. Not OK at
// the first file that is missing, one too many or not what the log says; and, once all is looked at,
// where there are faults, or the journal is not a continuation of what was sealed or kept: then it
// says between which heads it differs, and names the acts that are wrong by themselves.
// `kept_checkpoints` are of this journal.
absl::Status AuditJournal(const Bundle& bundle, const FrozenConfig& config,
                          const std::vector<std::string>& kept_checkpoints,
                          const std::function<void(double)>& on_progress, JournalReport& report);

// Whether a note is of a log of this origin, going by its first line alone.
bool IsNoteOf(std::string_view note, std::string_view origin);

}  // namespace urna::ledger
