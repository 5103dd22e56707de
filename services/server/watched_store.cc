#include "services/server/watched_store.h"

#include <utility>

#include "ledger/text.h"
#include "services/base/errors.h"
#include "services/base/events.h"

namespace urna::services {
namespace {

using storage::WriteResult;
using Outcome = storage::WriteResult::Outcome;

absl::Status AsOwnFault(const absl::Status& status) {
  if (status.ok() || absl::IsDataLoss(status) || absl::IsInternal(status) ||
      absl::IsInvalidArgument(status)) {
    return status;
  }
  if (absl::IsUnavailable(status)) {
    return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
                 "the server cannot read its store at the moment: try again later");
  }
  return absl::InternalError(ledger::MessageOf(status));
}

std::string_view AdviceOn(Outcome outcome) {
  if (outcome == Outcome::kFenced) {
    return "another server has the store now: stop this one, and see that only one is started";
  }
  return "a write has failed: make room or mend the disk or the database, then restart the server";
}

using Key = absl::StatusOr<std::optional<std::string>>;

Key GetFrom(const storage::Reader& reader, storage::Family family, std::string_view key) {
  Key value = reader.Get(family, key);
  return value.ok() ? value : AsOwnFault(value.status());
}

Key ScanOf(const storage::Reader& reader, storage::Family family, std::string_view first,
           std::string_view limit, std::size_t max_rows, const storage::Visitor& visit) {
  Key next = reader.Scan(family, first, limit, max_rows, visit);
  return next.ok() ? next : AsOwnFault(next.status());
}

class WatchedSnapshot final : public storage::Reader {
 public:
  explicit WatchedSnapshot(std::unique_ptr<storage::Reader> snapshot)
      : snapshot_(std::move(snapshot)) {}
  Key Get(storage::Family family, std::string_view key) const override {
    return GetFrom(*snapshot_, family, key);
  }
  Key Scan(storage::Family family, std::string_view first, std::string_view limit,
           std::size_t max_rows, const storage::Visitor& visit) const override {
    return ScanOf(*snapshot_, family, first, limit, max_rows, visit);
  }

 private:
  const std::unique_ptr<storage::Reader> snapshot_;
};

}  // namespace

bool WatchedStore::CheckHealth() {
  const bool failed = is_failing_;
  if (has_stopped_) return false;
  // Writes nothing, and tells whether writes are taken, and what befell those that the store makes
  // in the background.
  Note(store_->Write({}));
  return !failed && !has_stopped_ && !is_failing_;
}

void WatchedStore::Note(const WriteResult& result) {
  switch (result.outcome()) {
    case Outcome::kDurable:
      if (is_failing_.exchange(false)) TellOperator(Severity::kInfo, "store writes again");
      return;
    case Outcome::kRefused:
      return;
    case Outcome::kNotApplied:
      if (is_failing_.exchange(true)) return;
      TellOperator(Severity::kError, "store cannot write now", {{"cause", result.reason()}});
      return;
    case Outcome::kUncertain:
    case Outcome::kFenced:
      if (has_stopped_.exchange(true)) return;
      TellOperator(
          Severity::kError, "store stopped",
          {{"cause", ledger::MessageOf(result.status())}, {"advice", AdviceOn(result.outcome())}});
  }
}

Key WatchedStore::Get(storage::Family family, std::string_view key) const {
  return GetFrom(*store_, family, key);
}

Key WatchedStore::Scan(storage::Family family, std::string_view first, std::string_view limit,
                       std::size_t max_rows, const storage::Visitor& visit) const {
  return ScanOf(*store_, family, first, limit, max_rows, visit);
}

absl::StatusOr<std::unique_ptr<storage::Reader>> WatchedStore::Snapshot() const {
  absl::StatusOr<std::unique_ptr<storage::Reader>> snapshot = store_->Snapshot();
  if (!snapshot.ok()) return AsOwnFault(snapshot.status());
  return std::make_unique<WatchedSnapshot>(*std::move(snapshot));
}

absl::Status WatchedStore::Purge(storage::Family family) {
  if (has_stopped_) {
    return absl::UnavailableError(
        "the server takes no changes until its operator has started it again");
  }
  return store_->Purge(family);
}

void WatchedStore::Measure(Measurements& out) const {
  out.histograms.push_back({"urna_store_write_seconds",
                            "From when a change was handed to the store until it was on stable "
                            "storage: fsync is most of it.",
                            {{{}, write_seconds_.Read()}}});
  out.counters.push_back({"urna_store_writes_failed_total",
                          "Changes that the store did not make, or may not have made.",
                          {{{}, static_cast<double>(failed_writes_.value())}}});
}

WriteResult WatchedStore::Write(const storage::WriteBatch& batch) {
  if (has_stopped_) {
    return WriteResult::NotApplied(
        "the server takes no changes until its operator has started it again");
  }
  const Stopwatch stopwatch;
  memory_.Forget(batch);
  WriteResult written = store_->Write(batch);
  if (written.ok()) {
    memory_.Note(batch);
    write_seconds_.Observe(stopwatch.Seconds());
  } else {
    failed_writes_.Add();
  }
  Note(written);
  return written;
}

}  // namespace urna::services
