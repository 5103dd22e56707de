#include "storage/rocks_recovery.h"

#include <rocksdb/db.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/rocks_status.h"
#include "storage/rocks_tuning.h"

namespace urna::storage {
namespace {

enum class Access { kRead, kWrite };

rocksdb::Status OpenAs(Access access, const rocksdb::DBOptions& options, const std::string& path,
                       FamilyHandles* handles, std::unique_ptr<rocksdb::DB>* db) {
  const rocksdb::ColumnFamilyOptions family_options = FamilyOptions();
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const auto& [name, handle] : *handles) families.emplace_back(name, family_options);
  std::vector<rocksdb::ColumnFamilyHandle*> opened;
  rocksdb::DB* engine = nullptr;
  const rocksdb::Status status =
      access == Access::kRead
          ? rocksdb::DB::OpenForReadOnly(options, path, families, &opened, &engine)
          : rocksdb::DB::Open(options, path, families, &opened, &engine);
  db->reset(engine);
  std::size_t i = 0;
  for (auto& [name, handle] : *handles) handle.reset(i < opened.size() ? opened[i++] : nullptr);
  return status;
}

// The number of the last change that a reading of the log in this `mode` finds.
absl::StatusOr<rocksdb::SequenceNumber> LastChange(const std::string& path,
                                                   rocksdb::DBOptions options,
                                                   rocksdb::WALRecoveryMode mode,
                                                   const FamilyHandles& families) {
  options.wal_recovery_mode = mode;
  std::unique_ptr<rocksdb::DB> db;
  FamilyHandles handles;  // after `db`, so that they go before it
  for (const auto& [name, handle] : families) handles[name] = nullptr;
  const rocksdb::Status opened = OpenAs(Access::kRead, options, path, &handles, &db);
  if (!opened.ok()) return FromRocks(opened, absl::StrCat("cannot examine the store in ", path));
  return db->GetLatestSequenceNumber();
}

}  // namespace

absl::StatusOr<std::unique_ptr<rocksdb::DB>> Recover(const std::string& path,
                                                     std::shared_ptr<Poison> poison,
                                                     FamilyHandles* handles) {
  rocksdb::DBOptions options = DatabaseOptions(std::move(poison));
  options.create_if_missing = true;
  std::unique_ptr<rocksdb::DB> db;

  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  rocksdb::Status opened = OpenAs(Access::kWrite, options, path, handles, &db);
  if (opened.IsCorruption()) {
    const auto before_the_damage =
        LastChange(path, options, rocksdb::WALRecoveryMode::kPointInTimeRecovery, *handles);
    const auto in_spite_of_it =
        LastChange(path, options, rocksdb::WALRecoveryMode::kSkipAnyCorruptedRecords, *handles);
    if (before_the_damage.ok() && in_spite_of_it.ok() && *before_the_damage == *in_spite_of_it) {
      options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
      opened = OpenAs(Access::kWrite, options, path, handles, &db);
    }
  }
  if (!opened.ok()) return FromRocks(opened, absl::StrCat("cannot open the store in ", path));
  return db;
}

}  // namespace urna::storage
