#include "storage/rocks/log_continuity.h"

#include <rocksdb/wal_filter.h>
#include <rocksdb/write_batch.h>

#include <cstdint>
#include <optional>
#include <string>

namespace urna::storage {
namespace {

// The form of a record: u64 number of its first change, u32 count of changes, the changes; integers
// little-endian (RocksDB, db/write_batch.cc).
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kHeaderBytes = 12;

std::uint64_t FirstChange(const std::string& record) {
  std::uint64_t number = 0;
  for (std::size_t i = kNumberBytes; i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(record[i]);
  }
  return number;
}

class LogContinuity : public rocksdb::WalFilter {
 public:
  WalProcessingOption LogRecordFound(unsigned long long, const std::string&,
                                     const rocksdb::WriteBatch& record, rocksdb::WriteBatch*,
                                     bool*) override {
    if (record.Data().size() < kHeaderBytes) return WalProcessingOption::kCorruptedRecord;
    const std::uint64_t first = FirstChange(record.Data());
    if (next_ && first != *next_) return WalProcessingOption::kCorruptedRecord;
    next_ = first + record.Count();
    return WalProcessingOption::kContinueProcessing;
  }
  const char* Name() const override { return "urna.LogContinuity"; }

 private:
  std::optional<std::uint64_t> next_;
};

}  // namespace

std::unique_ptr<rocksdb::WalFilter> RequireContinuousLog() {
  return std::make_unique<LogContinuity>();
}

}  // namespace urna::storage
