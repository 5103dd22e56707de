#include "storage/rocks/free_space.h"

#include <sys/statvfs.h>

namespace urna::storage {

std::optional<std::uint64_t> FreeBytes(const std::string& folder) {
  struct statvfs disk{};
  if (statvfs(folder.c_str(), &disk) != 0) return std::nullopt;
  return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

}  // namespace urna::storage
