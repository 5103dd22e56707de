// The disk under the stores of this program: what it would hold after a power loss, and an fsync
// that fails.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <ostream>
#include <random>
#include <string>
#include <utility>

namespace urna::storage {

// While it lives, every fsync and fdatasync of this program passes through it. One at a time, made
// before the files that it is asked about. Names are taken to be durable when the file is: only
// contents are followed. Thread-safe.
class Disk {
 public:
  // Runs at each sync of a write-ahead log, before the sync is done, on the thread that asked for
  // it: at this moment a power loss may still take what is not synced. 0 lets it be done, an errno
  // makes it fail.
  using LogSyncHook = std::function<int()>;

  explicit Disk(LogSyncHook on_log_sync = nullptr);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // How many syncs of write-ahead logs were done.
  std::uint64_t log_syncs() const;

  // What a power loss leaves of the bytes that were not synced.
  enum class Tail {
    kLost,
    kTorn,  // any of its pages, the others zero, cut anywhere: the disk orders its writes freely
  };
  // Copies folder `from` to the new folder `to` as a power loss at this moment would leave it.
  void CopyAfterPowerLoss(const std::string& from, const std::string& to, Tail tail,
                          std::mt19937& random) const;

  // For the calls that stand in for the system's.
  int Sync(int file, const std::function<int()>& done);

 private:
  using FileId = std::pair<std::uint64_t, std::uint64_t>;  // device and inode

  const LogSyncHook on_log_sync_;
  mutable std::mutex mutex_;
  std::map<FileId, std::uint64_t> synced_bytes_;  // guarded by mutex_
  std::uint64_t log_syncs_ = 0;                   // guarded by mutex_
};

inline void PrintTo(Disk::Tail tail, std::ostream* out) {
  *out << (tail == Disk::Tail::kLost ? "lost" : "torn");
}

}  // namespace urna::storage
