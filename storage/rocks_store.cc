#include "storage/rocks_store.h"

#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/folders.h"
#include "storage/rocks_database.h"
#include "storage/rocks_status.h"

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

absl::Status ScanFrom(
    RocksDatabase& database, const rocksdb::Snapshot* snapshot, Family family,
    std::string_view first, std::string_view limit,
    const std::function<bool(std::string_view key, std::string_view value)>& visit) {
  const auto handle = database.Handle(family);
  if (!handle.ok()) return handle.status();
  if (!limit.empty() && first >= limit) return absl::OkStatus();
  const rocksdb::Slice bound = ToSlice(limit);
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  if (!limit.empty()) options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> entry(database.db().NewIterator(options, *handle));
  for (entry->Seek(ToSlice(first)); entry->Valid(); entry->Next()) {
    if (!visit(entry->key().ToStringView(), entry->value().ToStringView())) break;
  }
  return FromRocks(entry->status(), "cannot read a range");
}

class RocksSnapshot : public Reader {
 public:
  explicit RocksSnapshot(std::shared_ptr<RocksDatabase> database)
      : database_(std::move(database)), snapshot_(database_->db().GetSnapshot()) {}
  ~RocksSnapshot() override { database_->db().ReleaseSnapshot(snapshot_); }
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;

  absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                 std::string_view key) const override {
    return GetFrom(*database_, snapshot_, family, key);
  }
  absl::Status Scan(Family family, std::string_view first, std::string_view limit,
                    const std::function<bool(std::string_view key, std::string_view value)>& visit)
      const override {
    return ScanFrom(*database_, snapshot_, family, first, limit, visit);
  }

 private:
  const std::shared_ptr<RocksDatabase> database_;
  const rocksdb::Snapshot* const snapshot_;
};

class RocksStore : public Store {
 public:
  explicit RocksStore(std::shared_ptr<RocksDatabase> database) : database_(std::move(database)) {}

  absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                 std::string_view key) const override {
    return GetFrom(*database_, nullptr, family, key);
  }
  absl::Status Scan(Family family, std::string_view first, std::string_view limit,
                    const std::function<bool(std::string_view key, std::string_view value)>& visit)
      const override {
    return ScanFrom(*database_, nullptr, family, first, limit, visit);
  }
  absl::Status Write(const WriteBatch& batch) override;
  std::unique_ptr<Reader> Snapshot() const override {
    return std::make_unique<RocksSnapshot>(database_);
  }
  absl::Status Backup(const std::string& path) const override;

 private:
  const std::shared_ptr<RocksDatabase> database_;
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
      return absl::InvalidArgumentError(absl::StrCat("not a possible change: ", added.ToString()));
    }
  }
  return translated;
}

absl::Status RocksStore::Write(const WriteBatch& batch) {
  absl::StatusOr<rocksdb::WriteBatch> translated = Translate(*database_, batch);
  if (!translated.ok()) return translated.status();
  if (absl::Status poisoned = database_->poison().Check(); !poisoned.ok()) return poisoned;
  if (batch.empty()) return absl::OkStatus();
  rocksdb::WriteOptions durable;
  durable.sync = true;
  const absl::Status written = FromRocks(database_->db().Write(durable, &*translated),
                                         "cannot write; whether the batch is stored is unknown");
  if (!written.ok()) database_->poison().Set(written);
  return written;
}

absl::Status RocksStore::Backup(const std::string& path) const {
  if (absl::Status poisoned = database_->poison().Check(); !poisoned.ok()) return poisoned;
  std::error_code error;
  std::filesystem::path target = std::filesystem::absolute(path, error).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  if (std::filesystem::exists(target, error)) {
    return absl::AlreadyExistsError(absl::StrCat("backup folder ", target.string(), " exists"));
  }
  if (!std::filesystem::is_directory(target.parent_path(), error)) {
    return absl::NotFoundError(
        absl::StrCat("there is no folder ", target.parent_path().string(), " for the backup"));
  }
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(&database_->db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(target.string());
  if (!status.ok()) {
    return FromRocks(status, absl::StrCat("cannot back up to ", target.string()));
  }
  return SyncFolder(target.parent_path());
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenRocksStore(const RocksStoreOptions& options) {
  absl::StatusOr<std::shared_ptr<RocksDatabase>> database = RocksDatabase::Open(options);
  if (!database.ok()) return database.status();
  return std::make_unique<RocksStore>(*std::move(database));
}

}  // namespace urna::storage
