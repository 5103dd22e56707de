// Opening a RocksDB as a store: its folder, its format, its families.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/poison.h"
#include "storage/rocks/rocks_recovery.h"
#include "storage/rocks/rocks_store.h"

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

  rocksdb::DB& db();
  Poison& poison() { return *poison_; }
  // INVALID_ARGUMENT for a family that was not opened.
  absl::StatusOr<rocksdb::ColumnFamilyHandle*> Handle(Family family);
  // Those that were opened, and the one that holds the mark of the format.
  std::vector<rocksdb::ColumnFamilyHandle*> AllHandles() const;

 private:
  RocksDatabase(std::shared_ptr<Poison> poison, RecoveredDatabase recovered,
                std::vector<std::unique_ptr<rocksdb::ColumnFamilyHandle>> families);

  const std::shared_ptr<Poison> poison_;
  RecoveredDatabase recovered_;
  // After the database, so that they go before it.
  std::vector<std::unique_ptr<rocksdb::ColumnFamilyHandle>> families_;
};

}  // namespace urna::storage
