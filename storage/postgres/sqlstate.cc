#include "storage/postgres/sqlstate.h"

#include <fmt/format.h>

namespace urna::storage {

std::string ReasonOf(const Answer& answer) {
  const std::string_view code = answer.sqlstate();
  if (answer.kind() == Answer::Kind::kLost) return "the database does not answer";
  if (code == sqlstate::kDiskFull) return "the database's disk is full";
  if (code == sqlstate::kReadOnly) return "the database is read-only";
  if (code == sqlstate::kNoPrivilege) return "the database's user may not do this";
  if (code == sqlstate::kTooManyConnections) return "the database has no connection left";
  if (code.starts_with("57P")) return "the database is stopping or starting";
  if (code.starts_with("40")) return "the database has given way to another transaction";
  return fmt::format("the database refused it (SQLSTATE {})", code);
}

absl::Status StatusOf(const Answer& answer) {
  const std::string_view code = answer.sqlstate();
  const std::string reason = ReasonOf(answer);
  if (answer.done()) return absl::OkStatus();
  if (answer.kind() == Answer::Kind::kLost || code.starts_with("57") || code.starts_with("40") ||
      code.starts_with("08") || code == sqlstate::kTooManyConnections) {
    return absl::UnavailableError(reason);
  }
  if (code.starts_with("53")) return absl::ResourceExhaustedError(reason);
  // Corrupted data, a corrupted index.
  if (code == "XX001" || code == "XX002") return absl::DataLossError(reason);
  if (code == sqlstate::kReadOnly || code.starts_with("42") || code == sqlstate::kNoSuchSchema) {
    return absl::FailedPreconditionError(reason);
  }
  return absl::InternalError(reason);
}

}  // namespace urna::storage
