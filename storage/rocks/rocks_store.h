// The embedded engine: one RocksDB instance with a column family per key space.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/backup.h"

namespace urna::storage {

// The layout that this program writes, and the oldest that it reads. Any other is refused with
// FAILED_PRECONDITION; it is never guessed at.
inline constexpr std::uint32_t kFormatVersion = 2;
inline constexpr std::uint32_t kOldestFormatVersion = 2;

struct RocksStoreOptions {
  // A folder; made, with its parents, when `create` is set and it is missing.
  std::string path;
  bool create = false;
  // Family{i} is families[i]. A store that has others is refused.
  std::vector<std::string> families;
  // A write that would leave less than this free on the disk is not applied. Running into a full
  // disk would leave it uncertain, and so would a memtable (64 MiB) that finds no room when it is
  // moved into a table.
  std::uint64_t least_free_bytes = std::uint64_t{64} << 20;
};

// NOT_FOUND when there is no store and `create` is off, UNAVAILABLE when another process holds it,
// FAILED_PRECONDITION for a format version or a family that this program does not know, DATA_LOSS
// when RocksDB finds it damaged.
absl::StatusOr<std::unique_ptr<OpenedStore>> OpenRocksStore(const RocksStoreOptions& options);

}  // namespace urna::storage
