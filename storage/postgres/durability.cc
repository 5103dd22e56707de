#include "storage/postgres/durability.h"

#include "storage/postgres/sql.h"
#include "storage/postgres/sqlstate.h"

namespace urna::storage {
namespace {

bool Is(const Settings& settings, std::string_view name, std::string_view value) {
  const auto found = settings.find(name);
  return found != settings.end() && found->second == value;
}

}  // namespace

absl::StatusOr<Settings> ReadSettings(Connection& connection, Deadline deadline) {
  const Answer answer = connection.Run({.sql = sql::kSettings}, deadline);
  if (!answer.done()) return StatusOf(answer);
  Settings settings;
  for (int row = 0; row < answer.rows(); ++row) {
    settings.emplace(answer.At(row, 0), answer.At(row, 1));
  }
  return settings;
}

absl::Status CheckDurability(const Settings& settings, bool require_standby) {
  if (Is(settings, "transaction_read_only", "on")) {
    return absl::FailedPreconditionError(
        "the database is read-only, as a standby is: connect to its primary; where "
        "store_connection names several hosts, target_session_attrs=read-write finds it");
  }
  if (Is(settings, "fsync", "off")) {
    return absl::FailedPreconditionError(
        "fsync is off in the database, which may lose what it has confirmed: set fsync = on there");
  }
  if (Is(settings, "synchronous_commit", "off")) {
    return absl::FailedPreconditionError(
        "synchronous_commit is off for this user of the database, which may lose what it has "
        "confirmed: set synchronous_commit = on there");
  }
  if (!require_standby) return absl::OkStatus();
  if (!Is(settings, "synchronous_commit", "on") &&
      !Is(settings, "synchronous_commit", "remote_apply")) {
    return absl::FailedPreconditionError(
        "require_standby is set, but the database does not wait for a standby's disk: set "
        "synchronous_commit = on (or remote_apply) there");
  }
  const auto names = settings.find("synchronous_standby_names");
  if (names == settings.end() || names->second.empty()) {
    return absl::FailedPreconditionError(
        "require_standby is set, but the database has no synchronous standby: set "
        "synchronous_standby_names there, such as to 'ANY 1 (*)'");
  }
  return absl::OkStatus();
}

std::string WarningOf(const Settings& settings) {
  if (!Is(settings, "full_page_writes", "off")) return "";
  return "full_page_writes is off in the database: on a file system that can tear a page, a power "
         "loss there damages the store";
}

}  // namespace urna::storage
