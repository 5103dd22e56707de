#include "storage/rocks/rocks_store.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "storage/rocks/folders.h"
#include "storage/rocks/free_space.h"
#include "storage/rocks/held_snapshots.h"
#include "storage/rocks/rocks_database.h"
#include "storage/rocks/rocks_status.h"

namespace urna::storage {
namespace {

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

// `snapshot` is null for the live store.
absl::StatusOr<std::optional<std::string>> GetFrom(RocksDatabase& database,
                                                   const rocksdb::Snapshot* snapshot, Family family,
                                                   std::string_view key) {
  const auto handle = database.Handle(family);
  if (!handle.ok()) return handle.status();
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  std::string value;
  const rocksdb::Status got = database.db().Get(options, *handle, ToSlice(key), &value);
  if (got.IsNotFound()) return std::nullopt;
  if (!got.ok()) return FromRocks(got, "cannot read a value");
  return value;
}

absl::StatusOr<std::optional<std::string>> ScanFrom(RocksDatabase& database,
                                                    const rocksdb::Snapshot* snapshot,
                                                    Family family, std::string_view first,
                                                    std::string_view limit, std::size_t max_rows,
                                                    const Visitor& visit) {
  const auto handle = database.Handle(family);
  if (!handle.ok()) return handle.status();
  if (!limit.empty() && first >= limit) return std::nullopt;
  const rocksdb::Slice bound = ToSlice(limit);
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  if (!limit.empty()) options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> entry(database.db().NewIterator(options, *handle));
  bool more = true;
  std::size_t visited = 0;
  for (entry->Seek(ToSlice(first)); entry->Valid(); entry->Next()) {
    if (!more || visited == max_rows) return entry->key().ToString();
    more = visit(entry->key().ToStringView(), entry->value().ToStringView());
    ++visited;
  }
  if (!entry->status().ok()) return FromRocks(entry->status(), "cannot read a range");
  return std::nullopt;
}

class RocksSnapshot : public Reader {
 public:
  RocksSnapshot(std::shared_ptr<RocksDatabase> database, std::shared_ptr<HeldSnapshots> held)
      : database_(std::move(database)),
        held_(std::move(held)),
        number_(held_->Begin()),
        snapshot_(database_->db().GetSnapshot()) {}
  ~RocksSnapshot() override {
    database_->db().ReleaseSnapshot(snapshot_);
    held_->End(number_);
  }
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;

  absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                 std::string_view key) const override {
    return GetFrom(*database_, snapshot_, family, key);
  }
  absl::StatusOr<std::optional<std::string>> Scan(Family family, std::string_view first,
                                                  std::string_view limit, std::size_t max_rows,
                                                  const Visitor& visit) const override {
    return ScanFrom(*database_, snapshot_, family, first, limit, max_rows, visit);
  }

 private:
  const std::shared_ptr<RocksDatabase> database_;
  const std::shared_ptr<HeldSnapshots> held_;
  const std::uint64_t number_;
  const rocksdb::Snapshot* const snapshot_;
};

class RocksStore : public OpenedStore {
 public:
  RocksStore(std::shared_ptr<RocksDatabase> database, const RocksStoreOptions& options)
      : database_(std::move(database)),
        folder_(options.path),
        least_free_bytes_(options.least_free_bytes) {}

  absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                 std::string_view key) const override {
    return GetFrom(*database_, nullptr, family, key);
  }
  absl::StatusOr<std::optional<std::string>> Scan(Family family, std::string_view first,
                                                  std::string_view limit, std::size_t max_rows,
                                                  const Visitor& visit) const override {
    return ScanFrom(*database_, nullptr, family, first, limit, max_rows, visit);
  }
  WriteResult Write(const WriteBatch& batch) override;
  absl::Status Purge(Family family) override;
  absl::StatusOr<std::unique_ptr<Reader>> Snapshot() const override {
    return std::make_unique<RocksSnapshot>(database_, snapshots_);
  }
  absl::Status Backup(const std::string& path) const override;

 private:
  const std::shared_ptr<RocksDatabase> database_;
  // Snapshots may outlive the store.
  const std::shared_ptr<HeldSnapshots> snapshots_ = std::make_shared<HeldSnapshots>();
  const std::string folder_;
  const std::uint64_t least_free_bytes_;
};

// RocksDB checks these eight bytes per change between here and the log.
constexpr std::size_t kProtectionBytes = 8;

absl::StatusOr<rocksdb::WriteBatch> Translate(RocksDatabase& database, const WriteBatch& batch) {
  rocksdb::WriteBatch translated(0, 0, kProtectionBytes, 0);
  for (const WriteBatch::Change& change : batch.changes()) {
    const auto handle = database.Handle(change.family);
    if (!handle.ok()) return handle.status();
    const rocksdb::Status added = change.value ? translated.Put(*handle, change.key, *change.value)
                                               : translated.Delete(*handle, change.key);
    if (!added.ok()) {
      return absl::InvalidArgumentError(fmt::format("not a possible change: {}", added.ToString()));
    }
  }
  return translated;
}

WriteResult RocksStore::Write(const WriteBatch& batch) {
  absl::StatusOr<rocksdb::WriteBatch> translated = Translate(*database_, batch);
  if (!translated.ok()) return WriteResult::Refused(std::string(translated.status().message()));
  if (std::optional<WriteResult> poisoned = database_->poison().Check()) return *poisoned;
  const std::optional<std::uint64_t> free = FreeBytes(folder_);
  if (free && *free < least_free_bytes_ + translated->GetDataSize()) {
    return WriteResult::NotApplied("the disk of the store is full");
  }
  if (batch.empty()) return WriteResult::Durable();
  rocksdb::WriteOptions durable;
  durable.sync = true;
  const rocksdb::Status written = database_->db().Write(durable, &*translated);
  if (written.ok()) return WriteResult::Durable();
  // RocksDB does not say whether it failed before or after the bytes were handed to the disk.
  const WriteResult uncertain =
      WriteResult::Uncertain(fmt::format("cannot write: {}", written.ToString()));
  database_->poison().Set(uncertain);
  return uncertain;
}

absl::Status RocksStore::Purge(Family family) {
  if (std::optional<WriteResult> poisoned = database_->poison().Check()) return *poisoned;
  const auto handle = database_->Handle(family);
  if (!handle.ok()) return handle.status();
  // What one of them sees, a compaction keeps.
  snapshots_->AwaitEarlier();
  // The write-ahead log holds values until every family that it speaks of is in tables.
  rocksdb::Status done = database_->db().Flush({}, database_->AllHandles());
  rocksdb::CompactRangeOptions all;
  all.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  if (done.ok()) done = database_->db().CompactRange(all, *handle, nullptr, nullptr);
  return done.ok() ? absl::OkStatus() : FromRocks(done, "cannot purge a family");
}

absl::Status RocksStore::Backup(const std::string& path) const {
  if (std::optional<WriteResult> poisoned = database_->poison().Check()) return *poisoned;
  std::error_code error;
  std::filesystem::path target = std::filesystem::absolute(path, error).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  if (std::filesystem::exists(target, error)) {
    return absl::AlreadyExistsError(fmt::format("backup folder {} exists", target.string()));
  }
  if (!std::filesystem::is_directory(target.parent_path(), error)) {
    return absl::NotFoundError(
        fmt::format("there is no folder {} for the backup", target.parent_path().string()));
  }
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(&database_->db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(target.string());
  if (!status.ok()) {
    return FromRocks(status, fmt::format("cannot back up to {}", target.string()));
  }
  return SyncFolder(target.parent_path());
}

}  // namespace

absl::StatusOr<std::unique_ptr<OpenedStore>> OpenRocksStore(const RocksStoreOptions& options) {
  absl::StatusOr<std::shared_ptr<RocksDatabase>> database = RocksDatabase::Open(options);
  if (!database.ok()) return database.status();
  return std::make_unique<RocksStore>(*std::move(database), options);
}

}  // namespace urna::storage
