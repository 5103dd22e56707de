// From a draft to the configuration that is sealed.
#pragma once

#include "absl/status/statusor.h"
#include "storage/store.h"
#include "urna/v1/config.pb.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// The configuration of the process as its resources say, numbered in order of creation, with every
// parameter of every rule. FAILED_PRECONDITION (PROCESS_INCOMPLETE) with a violation for each thing
// that is missing or does not fit; its `field` is the name of the resource at fault.
//
// `log_vkey` is the verifier key of the log that will hold the election, `attempt` the number of
// the key ceremony that begins.
absl::StatusOr<v1::Config> BuildConfig(const storage::Reader& store, const v1::Process& process,
                                       std::string_view log_vkey, std::uint32_t attempt);

}  // namespace urna::services
