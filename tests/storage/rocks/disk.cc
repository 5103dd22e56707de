#include "storage/rocks/disk.h"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "pch.h"
#include "support/whole_file.h"

namespace urna::storage {
namespace {

constexpr std::size_t kPageBytes = 4096;

std::atomic<Disk*> current = nullptr;

bool IsLog(int file) {
  std::error_code error;
  const std::filesystem::path name =
      std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file), error);
  return name.extension() == ".log";
}

std::string Tear(std::string unsynced, std::mt19937& random) {
  const auto draw = [&random](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(random);
  };
  for (std::size_t page = 0; page < unsynced.size(); page += kPageBytes) {
    if (draw(1) == 0) continue;
    const std::size_t end = std::min(unsynced.size(), page + kPageBytes);
    std::fill(unsynced.begin() + static_cast<std::ptrdiff_t>(page),
              unsynced.begin() + static_cast<std::ptrdiff_t>(end), '\0');
  }
  if (draw(1) == 0) unsynced.resize(draw(unsynced.size()));
  return unsynced;
}

int Pass(int file, const std::function<int()>& done) {
  Disk* const disk = current.load();
  return disk == nullptr ? done() : disk->Sync(file, done);
}

}  // namespace

Disk::Disk(LogSyncHook on_log_sync) : on_log_sync_(std::move(on_log_sync)) {
  Disk* none = nullptr;
  if (!current.compare_exchange_strong(none, this)) ADD_FAILURE() << "there is a disk already";
}

Disk::~Disk() { current = nullptr; }

std::uint64_t Disk::log_syncs() const {
  const std::lock_guard lock(mutex_);
  return log_syncs_;
}

int Disk::Sync(int file, const std::function<int()>& done) {
  struct stat before{};
  if (fstat(file, &before) != 0) return -1;
  const bool log = IsLog(file);
  if (log && on_log_sync_) {
    if (const int error = on_log_sync_(); error != 0) {
      errno = error;
      return -1;
    }
  }
  const int result = done();
  if (result == 0 && S_ISREG(before.st_mode)) {
    const std::lock_guard lock(mutex_);
    synced_bytes_[{before.st_dev, before.st_ino}] = static_cast<std::uint64_t>(before.st_size);
    if (log) ++log_syncs_;
  }
  return result;
}

void Disk::CopyAfterPowerLoss(const std::string& from, const std::string& to, Tail tail,
                              std::mt19937& random) const {
  std::filesystem::create_directory(to);
  for (const auto& entry : std::filesystem::directory_iterator(from)) {
    struct stat now{};
    if (stat(entry.path().c_str(), &now) != 0 || !S_ISREG(now.st_mode)) continue;
    std::uint64_t synced = 0;
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = synced_bytes_.find({now.st_dev, now.st_ino});
          found != synced_bytes_.end()) {
        synced = found->second;
      }
    }
    std::string bytes = WholeFile(entry.path());
    const std::size_t kept = std::min<std::size_t>(synced, bytes.size());
    std::string rest = bytes.substr(kept);
    bytes.resize(kept);
    if (tail == Tail::kTorn) bytes += Tear(std::move(rest), random);
    std::ofstream(to / entry.path().filename(), std::ios::binary) << bytes;
  }
}

}  // namespace urna::storage

// RocksDB is a shared library, so its calls find these before those of the C library.
extern "C" {

int fsync(int file) {
  return urna::storage::Pass(file, [file] { return static_cast<int>(syscall(SYS_fsync, file)); });
}

int fdatasync(int file) {
  return urna::storage::Pass(file,
                             [file] { return static_cast<int>(syscall(SYS_fdatasync, file)); });
}

}  // extern "C"
