#include "storage/rocks/rocks_tuning.h"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <cstddef>
#include <utility>

namespace urna::storage {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

constexpr std::size_t kBlockCacheBytes = 64 * kMiB;  // of one store, shared by its families
constexpr std::size_t kBlockBytes = 16 << 10;        // a range read of 256 leaves takes five
constexpr std::size_t kMemtableBytes = 64 * kMiB;    // of one family
constexpr std::size_t kAllMemtableBytes = 256 * kMiB;
// Also bounds how long it takes to open a store after a crash: about a second for this much.
constexpr std::size_t kWalBytes = 256 * kMiB;
constexpr int kBloomBitsPerKey = 10;  // 1 % false positives
constexpr std::size_t kInfoLogBytes = 1 * kMiB;
constexpr std::size_t kInfoLogFiles = 2;

class PoisonOnError : public rocksdb::EventListener {
 public:
  explicit PoisonOnError(std::shared_ptr<Poison> poison) : poison_(std::move(poison)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    if (!StopsWrites(*error)) return;
    poison_->Set(WriteResult::Uncertain(fmt::format("RocksDB stopped: {}", error->ToString())));
  }

  // When space is freed RocksDB would take writes again behind a tail that is unknown.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status error,
                            bool* recover) override {
    if (StopsWrites(error)) *recover = false;
  }

 private:
  // A soft error only delays compaction; no write has failed.
  static bool StopsWrites(const rocksdb::Status& error) {
    return error.severity() >= rocksdb::Status::kHardError;
  }

  const std::shared_ptr<Poison> poison_;
};

}  // namespace

rocksdb::DBOptions DatabaseOptions(std::shared_ptr<Poison> poison) {
  rocksdb::DBOptions options;
  options.paranoid_checks = true;
  // track_and_verify_wals_in_manifest stays off: before RocksDB 7.9 it can call a sound store
  // damaged (its pull request 10892).
  options.max_bgerror_resume_count = 0;
  options.listeners.push_back(std::make_shared<PoisonOnError>(std::move(poison)));
  options.max_total_wal_size = kWalBytes;
  options.db_write_buffer_size = kAllMemtableBytes;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.max_log_file_size = kInfoLogBytes;
  options.keep_log_file_num = kInfoLogFiles;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

rocksdb::ColumnFamilyOptions FamilyOptions() {
  rocksdb::BlockBasedTableOptions table;
  table.block_size = kBlockBytes;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.block_cache = rocksdb::NewLRUCache(kBlockCacheBytes);

  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = kMemtableBytes;
  options.max_write_buffer_number = 4;
  options.level_compaction_dynamic_level_bytes = true;
  // Ciphertexts, proofs and hashes do not get shorter.
  options.compression = rocksdb::kNoCompression;
  // Every table is read back before the log that it replaces is dropped.
  options.paranoid_file_checks = true;
  return options;
}

}  // namespace urna::storage
