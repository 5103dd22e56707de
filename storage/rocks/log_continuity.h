// A gap in the write-ahead log that RocksDB itself passes over.
#pragma once

#include <memory>

namespace rocksdb {
class WalFilter;
}

namespace urna::storage {

// RocksDB numbers all changes without a gap but does not look at the numbers when it replays its
// log, which may be several files: it takes a cut at the end of any of them for one that a crash
// made and goes on with the next file. This filter calls a record corrupted whose number does not
// follow on the one before. For one opening.
std::unique_ptr<rocksdb::WalFilter> RequireContinuousLog();

}  // namespace urna::storage
