// Which damage a crash explains, and which it does not.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/poison.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
}  // namespace rocksdb

namespace urna::storage {

using FamilyHandles = std::map<std::string, std::unique_ptr<rocksdb::ColumnFamilyHandle>>;

// Opens the database in `path` for writing; makes one when there is none. The keys of `handles`
// name exactly the families that it has; their handles are filled in.
//
// A write that was cut off by a crash is dropped: it was never acknowledged. After a power loss
// such a write may also be whole in length and wrong in content, because the disk orders its blocks
// freely; it is told from decay of older, acknowledged writes by what stands behind it. The next
// write starts only after the fsync of the one before, so a bad write with a good one behind it was
// acknowledged: that is DATA_LOSS, and nothing is changed. Decay within the last 32 KiB of the log
// cannot be told from a cut and is dropped as one.
absl::StatusOr<std::unique_ptr<rocksdb::DB>> Recover(const std::string& path,
                                                     std::shared_ptr<Poison> poison,
                                                     FamilyHandles* handles);

}  // namespace urna::storage
