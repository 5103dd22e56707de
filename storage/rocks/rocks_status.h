// RocksDB's errors in the canonical codes of the contract.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace rocksdb {
class Status;
}

namespace urna::storage {

// DATA_LOSS for damage, RESOURCE_EXHAUSTED for a full disk, UNAVAILABLE when another process or an
// open snapshot holds the store, INTERNAL for other I/O errors. The message starts with `doing`.
absl::Status FromRocks(const rocksdb::Status& status, const std::string& doing);

}  // namespace urna::storage
