#include "services/server/file_limit.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

namespace urna::services {
namespace {

// Some systems have no limit to speak of.
constexpr std::int64_t kMostFiles = 1 << 22;
constexpr std::int64_t kMostReserve = 1024;
// Idle ones take some memory too; a server with more voters at once says so.
constexpr std::int64_t kMostByDefault = 10'000;
constexpr std::int64_t kAssumedFiles = 1024;

}  // namespace

FileLimit RaiseFileLimit() {
  rlimit limit{};
  std::int64_t files = kAssumedFiles;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    rlimit raised = limit;
    raised.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &raised) != 0) raised = limit;
    files = static_cast<std::int64_t>(
        std::min<rlim_t>(raised.rlim_cur, static_cast<rlim_t>(kMostFiles)));
  }
  return {.files = files, .reserve = std::min(files / 4, kMostReserve)};
}

absl::StatusOr<std::int64_t> ConnectionsWithin(const FileLimit& limit, std::int64_t configured,
                                               std::int64_t doors) {
  const std::int64_t most =
      std::max<std::int64_t>(1, (limit.files - limit.reserve) * 2 / 5 / doors);
  if (configured == 0) return std::min(most, kMostByDefault);
  if (configured <= most) return configured;
  return absl::FailedPreconditionError(fmt::format(
      "max_connections is {}, but the limit of open files is {}, which is enough for {}: raise it "
      "(ulimit -Hn, or LimitNOFILE= of systemd), or lower max_connections",
      configured, limit.files, most));
}

}  // namespace urna::services
