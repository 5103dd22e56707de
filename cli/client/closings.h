// What stands under a closed log, as a server shows it.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/process_reader.h"
#include "ledger/closing.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::client {

// DATA_LOSS for a malformed one. It is not verified yet.
absl::StatusOr<ledger::ClosingSignature> ReadClosingSignature(const v1::ClosingSignature& given);

absl::StatusOr<v1::Count> ReadCount(const ProcessReader& reader);

// That as many witnesses as the manifest demands have cosigned the closed log.
// FAILED_PRECONDITION while they have not, DATA_LOSS where what they cosigned is another.
absl::Status CheckCosigned(const ledger::Manifest& manifest, const ledger::Closing& closing,
                           const v1::Count& count);

}  // namespace urna::client
