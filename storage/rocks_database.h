// Opening a RocksDB as a store: its folder, its format, its families.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/poison.h"
#include "storage/rocks_store.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
}  // namespace rocksdb

namespace urna::storage {

// Open for as long as it lives. Shared by a store and its snapshots, so that a snapshot may outlive
// its store.
class RocksDatabase {
 public:
  // The errors are those of OpenRocksStore.
  static absl::StatusOr<std::shared_ptr<RocksDatabase>> Open(const RocksStoreOptions& options);
  ~RocksDatabase();
  RocksDatabase(const RocksDatabase&) = delete;
  RocksDatabase& operator=(const RocksDatabase&) = delete;

  rocksdb::DB& db() { return *db_; }
  Poison& poison() { return *poison_; }
  // INVALID_ARGUMENT for a family that was not opened.
  absl::StatusOr<rocksdb::ColumnFamilyHandle*> Handle(Family family);

 private:
  RocksDatabase();

  // The handles have to go before the database.
  const std::shared_ptr<Poison> poison_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<std::unique_ptr<rocksdb::ColumnFamilyHandle>> families_;
};

}  // namespace urna::storage
