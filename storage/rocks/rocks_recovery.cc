#include "storage/rocks/rocks_recovery.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/wal_filter.h>

#include <utility>

#include "storage/rocks/log_continuity.h"
#include "storage/rocks/rocks_status.h"
#include "storage/rocks/rocks_tuning.h"

namespace urna::storage {
namespace {

enum class Access { kRead, kWrite };

rocksdb::Status OpenAs(Access access, const rocksdb::DBOptions& options, const std::string& path,
                       const std::vector<std::string>& families, RecoveredDatabase* opened) {
  const rocksdb::ColumnFamilyOptions family_options = FamilyOptions();
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : families) descriptors.emplace_back(name, family_options);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      access == Access::kRead
          ? rocksdb::DB::OpenForReadOnly(options, path, descriptors, &handles, &db)
          : rocksdb::DB::Open(options, path, descriptors, &handles, &db);
  opened->db.reset(db);
  for (std::size_t i = 0; i < handles.size(); ++i) opened->handles[families[i]].reset(handles[i]);
  return status;
}

rocksdb::Status OpenChecked(rocksdb::WALRecoveryMode mode, Access access,
                            rocksdb::DBOptions options, const std::string& path,
                            const std::vector<std::string>& families, RecoveredDatabase* opened) {
  *opened = RecoveredDatabase();
  opened->filter = RequireContinuousLog();
  options.wal_filter = opened->filter.get();
  options.wal_recovery_mode = mode;
  return OpenAs(access, options, path, families, opened);
}

// Whether nothing good stands behind the first bad place of the log.
bool IsCutAtItsEnd(const rocksdb::DBOptions& options, const std::string& path,
                   const std::vector<std::string>& families) {
  RecoveredDatabase before_it;
  if (!OpenChecked(rocksdb::WALRecoveryMode::kPointInTimeRecovery, Access::kRead, options, path,
                   families, &before_it)
           .ok()) {
    return false;
  }
  rocksdb::DBOptions lenient = options;
  lenient.wal_recovery_mode = rocksdb::WALRecoveryMode::kSkipAnyCorruptedRecords;
  RecoveredDatabase in_spite_of_it;
  if (!OpenAs(Access::kRead, lenient, path, families, &in_spite_of_it).ok()) return false;
  return before_it.db->GetLatestSequenceNumber() == in_spite_of_it.db->GetLatestSequenceNumber();
}

}  // namespace

RecoveredDatabase::RecoveredDatabase() = default;
RecoveredDatabase::~RecoveredDatabase() = default;
RecoveredDatabase::RecoveredDatabase(RecoveredDatabase&&) noexcept = default;

RecoveredDatabase& RecoveredDatabase::operator=(RecoveredDatabase&& other) noexcept {
  handles = std::move(other.handles);
  db = std::move(other.db);
  filter = std::move(other.filter);
  return *this;
}

absl::StatusOr<RecoveredDatabase> Recover(const std::string& path, std::shared_ptr<Poison> poison,
                                          const std::vector<std::string>& families) {
  rocksdb::DBOptions options = DatabaseOptions(std::move(poison));
  options.create_if_missing = true;
  RecoveredDatabase recovered;
  rocksdb::Status opened = OpenChecked(rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords,
                                       Access::kWrite, options, path, families, &recovered);
  if (opened.IsCorruption() && IsCutAtItsEnd(options, path, families)) {
    opened = OpenChecked(rocksdb::WALRecoveryMode::kPointInTimeRecovery, Access::kWrite, options,
                         path, families, &recovered);
  }
  if (!opened.ok()) return FromRocks(opened, fmt::format("cannot open the store in {}", path));
  return recovered;
}

}  // namespace urna::storage
