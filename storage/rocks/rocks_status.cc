#include "storage/rocks/rocks_status.h"

#include <fmt/format.h>
#include <rocksdb/status.h>

#include <string>

#include "absl/strings/match.h"

namespace urna::storage {
namespace {

// RocksDB reports a lock that is held as a plain I/O error; only its words tell it apart, within
// one process and between two.
bool IsHeldLock(const rocksdb::Status& status) {
  const std::string words = status.ToString();
  return absl::StrContains(words, "lock hold by current process") ||
         absl::StrContains(words, "While lock file");
}

absl::StatusCode CodeOf(const rocksdb::Status& status) {
  switch (status.code()) {
    case rocksdb::Status::kOk:
      return absl::StatusCode::kOk;
    case rocksdb::Status::kNotFound:
      return absl::StatusCode::kNotFound;
    case rocksdb::Status::kCorruption:
      return absl::StatusCode::kDataLoss;
    case rocksdb::Status::kInvalidArgument:
      return absl::StatusCode::kInvalidArgument;
    case rocksdb::Status::kNotSupported:
      return absl::StatusCode::kFailedPrecondition;
    case rocksdb::Status::kIOError:
      if (status.IsNoSpace()) return absl::StatusCode::kResourceExhausted;
      return IsHeldLock(status) ? absl::StatusCode::kUnavailable : absl::StatusCode::kInternal;
    case rocksdb::Status::kAborted:
    case rocksdb::Status::kShutdownInProgress:
      return absl::StatusCode::kAborted;
    case rocksdb::Status::kTimedOut:
    case rocksdb::Status::kBusy:
    case rocksdb::Status::kTryAgain:
    case rocksdb::Status::kIncomplete:
      return absl::StatusCode::kUnavailable;
    default:
      return absl::StatusCode::kInternal;
  }
}

}  // namespace

absl::Status FromRocks(const rocksdb::Status& status, const std::string& doing) {
  if (status.ok()) return absl::OkStatus();
  return absl::Status(CodeOf(status), fmt::format("{}: {}", doing, status.ToString()));
}

}  // namespace urna::storage
