#include "services/base/times.h"

namespace urna::services {
namespace {

// 9999-12-31T23:59:59Z, the last that a Timestamp may hold.
constexpr std::int64_t kLastSecond = 253402300799;

}  // namespace

google::protobuf::Timestamp ToProto(absl::Time time) {
  google::protobuf::Timestamp out;
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  out.set_seconds(seconds);
  out.set_nanos(
      static_cast<std::int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return out;
}

absl::Time FromProto(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

absl::StatusOr<std::int64_t> WholeSeconds(const google::protobuf::Timestamp& time) {
  if (time.nanos() != 0) return absl::InvalidArgumentError("expected a whole number of seconds");
  if (time.seconds() < 0 || time.seconds() > kLastSecond) {
    return absl::InvalidArgumentError("expected a time from 1970 to 9999");
  }
  return time.seconds();
}

}  // namespace urna::services
