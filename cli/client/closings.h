// What stands under a closed log, as a server shows it.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/log_replica.h"
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

// Hands in the note of the closed log with witnesses' signatures. INVALID_ARGUMENT unless it is of
// the log that `log` is a copy of, with as many of them as the manifest demands.
absl::Status SubmitCloseCheckpoint(const LogReplica& log, std::string_view note);

}  // namespace urna::client
