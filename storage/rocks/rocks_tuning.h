// How RocksDB is set up. Nothing here changes what a store means, only how safe and fast it is.
#pragma once

#include <memory>

#include "storage/poison.h"

namespace rocksdb {
struct ColumnFamilyOptions;
struct DBOptions;
}  // namespace rocksdb

namespace urna::storage {

// For values of about 300 bytes appended in ascending key order and read by range, beside small
// metadata read by key. An error after which RocksDB takes no writes sets `poison`, and RocksDB
// does not try to heal it in place.
rocksdb::DBOptions DatabaseOptions(std::shared_ptr<Poison> poison);
rocksdb::ColumnFamilyOptions FamilyOptions();

}  // namespace urna::storage
