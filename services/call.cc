#include "services/call.h"

#include <chrono>
#include <optional>

#include "services/log.h"

namespace urna::services {

absl::StatusOr<Actor> Calls::Identify(const grpc::CallbackServerContext& context) const {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find("authorization");
  std::optional<std::string_view> authorization;
  if (found != metadata.end()) {
    authorization = std::string_view(found->second.data(), found->second.size());
  }
  return Authenticate(store_, authorization);
}

absl::Status Calls::CheckTime(const grpc::CallbackServerContext& context) {
  if (context.IsCancelled() || context.deadline() <= std::chrono::system_clock::now()) {
    return Error(absl::StatusCode::kDeadlineExceeded, "NOT_STARTED",
                 "the deadline passed, or the caller left, before the server could begin: nothing "
                 "was done");
  }
  return absl::OkStatus();
}

absl::Status Calls::Busy() {
  return Error(absl::StatusCode::kUnavailable, "SERVER_BUSY",
               "the server has more calls than it can carry out: try again with exponential "
               "back-off; nothing was done");
}

void Calls::Record(std::string_view method, const absl::Status& status, absl::Time begin) {
  if (!IsLogged(LogLevel::kDebug)) return;
  LogEvent(LogLevel::kDebug, "call",
           {{"method", method},
            {"code", absl::StatusCodeToString(status.code())},
            {"reason", ErrorReason(status)},
            {"milliseconds", absl::ToDoubleMilliseconds(absl::Now() - begin)}});
}

}  // namespace urna::services
