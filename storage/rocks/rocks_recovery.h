// Which damage a crash explains, and which it does not.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/poison.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class WalFilter;
}  // namespace rocksdb

namespace urna::storage {

using FamilyHandles = std::map<std::string, std::unique_ptr<rocksdb::ColumnFamilyHandle>>;

// A database that is open for writing. The members go in the opposite order: RocksDB wants its
// handles closed first, and points at the filter as long as it lives.
struct RecoveredDatabase {
  RecoveredDatabase();
  ~RecoveredDatabase();
  RecoveredDatabase(RecoveredDatabase&&) noexcept;
  RecoveredDatabase& operator=(RecoveredDatabase&&) noexcept;

  std::unique_ptr<rocksdb::WalFilter> filter;
  std::unique_ptr<rocksdb::DB> db;
  FamilyHandles handles;
};

// Opens the database in `path`; makes one when there is none. `families` are exactly the names of
// those that it has.
//
// A write that was cut off by a crash is dropped: it was never acknowledged. After a power loss
// such a write may also be whole in length and wrong in content, because the disk orders its blocks
// freely; it is told from decay of older, acknowledged writes by what stands behind it. The next
// write starts only after the fsync of the one before, so a bad write with a good one behind it was
// acknowledged: that is DATA_LOSS, and nothing is changed. Decay within the last 32 KiB of the log
// cannot be told from a cut and is dropped as one.
absl::StatusOr<RecoveredDatabase> Recover(const std::string& path, std::shared_ptr<Poison> poison,
                                          const std::vector<std::string>& families);

}  // namespace urna::storage
