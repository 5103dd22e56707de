// What can be said of a record before it is appended (section 7 of docs/protocol.md).
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "crypto/checkpoint.h"
#include "services/append/live_log.h"
#include "services/append/record_store.h"

namespace urna::services {

// A receipt for a record, or why there is none.
using Acknowledgement = absl::StatusOr<crypto::LogProof>;

// The record of these bytes. INVALID_ARGUMENT (MALFORMED_RECORD) unless they are one.
absl::StatusOr<Record> ReadRecord(crypto::Bytes bytes);

// The answer that can be given as the log stands: to a ballot that is in it already, byte for byte,
// its receipt, even after a later one, a revocation or the closing; to a record that may not be
// appended, the refusal. Nothing when the record may be appended; a ballot's cryptography is not
// looked at. `time_is_over`: no ballot is taken any more, whether the closing is in the log or not.
std::optional<Acknowledgement> AnswerAtOnce(const LiveLog& log, const RecordStore& records,
                                            const Record& record, bool time_is_over);

}  // namespace urna::services
