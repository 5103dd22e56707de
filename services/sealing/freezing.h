// From a draft to the configuration that is sealed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/sealing/journal_part.h"
#include "storage/store.h"
#include "urna/v1/config.pb.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// Whether the rolls of a process may stand together: nobody is on two of them, and no key in two
// parts of one registrar.
struct RollsCheck {
  // The digests of the files that were looked at, one after another.
  std::string files;
  // The first electorate whose roll repeats what stands in another; empty where none does.
  std::string repeating;
};

// Reads every roll and part of the process: as slow as they are long. Of a process that has one
// electorate, or that there is not, nothing is read.
absl::StatusOr<RollsCheck> CheckRolls(const storage::Reader& store, std::string_view process);

// The configuration of the process as its resources say, numbered in order of creation, with every
// parameter of every rule. FAILED_PRECONDITION (PROCESS_INCOMPLETE) with a violation for each thing
// that is missing or does not fit; its `field` is the path of the field at fault in the configuration,
// such as `config.contests[0].rule`, and its text names the resource. ABORTED (PROCESS_CHANGED) unless `rolls` is of
// the rolls that the process has now.
//
// `log_vkey` is the verifier key of the log that will hold the election, `attempt` the number of
// the key ceremony that begins.
absl::StatusOr<v1::Config> BuildConfig(const storage::Reader& store, const v1::Process& process,
                                       std::string_view log_vkey, std::uint32_t attempt,
                                       const RollsCheck& rolls, const JournalPart& journal);

}  // namespace urna::services
