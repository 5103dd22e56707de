#include "services/server/store_failure.h"

#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace urna::services {
namespace {

constexpr std::uint64_t kLeastRoom = 16 << 20;

// 0, or errno. Of the store's folder, and of the files in it that a program of another user left.
int WriteError(const std::string& data_dir) {
  const std::string store = data_dir + "/store";
  if (access(store.c_str(), W_OK | X_OK) != 0) return errno;
  std::error_code error;
  for (std::filesystem::directory_iterator file(store, error), end; !error && file != end;
       file.increment(error)) {
    if (access(file->path().c_str(), R_OK) != 0) return errno;
  }
  return 0;
}

}  // namespace

absl::Status CheckRoom(const std::string& data_dir) {
  struct statvfs disk{};
  if (statvfs((data_dir + "/store").c_str(), &disk) != 0) return absl::OkStatus();
  if (std::uint64_t{disk.f_bavail} * disk.f_frsize >= kLeastRoom) return absl::OkStatus();
  return ExplainStoreFailure(absl::ResourceExhaustedError(""), data_dir);
}

absl::Status ExplainStoreFailure(const absl::Status& failure, const std::string& data_dir) {
  const auto sentence = [&](std::string_view what) {
    return absl::Status(failure.code(), fmt::format("data_dir {}: {}", data_dir, what));
  };
  if (absl::IsResourceExhausted(failure)) {
    return sentence("the disk is full; make room, then start again");
  }
  if (!absl::IsUnavailable(failure) && !absl::IsInternal(failure)) return failure;
  switch (WriteError(data_dir)) {
    case EROFS:
      return sentence("the disk is mounted read-only; a server writes to its store");
    case EACCES:
    case EPERM:
      return sentence("this user may not read and write it; start the server as its owner");
    default:
      break;
  }
  if (!absl::IsUnavailable(failure)) return failure;
  return sentence("another server uses it; stop that one first");
}

}  // namespace urna::services
