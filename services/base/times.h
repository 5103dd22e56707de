// Between absl::Time and google.protobuf.Timestamp.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace urna::services {

google::protobuf::Timestamp ToProto(absl::Time time);
absl::Time FromProto(const google::protobuf::Timestamp& time);

// Seconds since 1970. INVALID_ARGUMENT, a plain one for the caller to give a field to, for a
// fraction of a second and for years before 1970 or after 9999.
absl::StatusOr<std::int64_t> WholeSeconds(const google::protobuf::Timestamp& time);

}  // namespace urna::services
